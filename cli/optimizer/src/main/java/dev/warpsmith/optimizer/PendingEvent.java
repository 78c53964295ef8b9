package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An event of a model's call that came before its turn to go into the journal: in a file until it
 * is there.
 */
record PendingEvent(Path file, Kind kind, ObjectNode data) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FOLDER = "pending";

  /** Writes an event beside the journal of a run's folder. */
  static PendingEvent write(Path run, Kind kind, ObjectNode data) {
    String name =
        String.join(
            "-",
            data.path("role").asText(),
            data.path("round").asText(),
            kind.name(),
            UUID.randomUUID() + ".json");
    Path file = run.resolve(FOLDER).resolve(name);
    ObjectNode line = Journal.data().put("kind", kind.name());
    AtomicFile.write(file, line.<ObjectNode>set("data", data).toString());
    return new PendingEvent(file, kind, data);
  }

  /** Returns the events that lie beside a run's journal. */
  static List<PendingEvent> of(Path run) {
    List<PendingEvent> events = new ArrayList<>();
    Path folder = run.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return events;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      for (Path file : all) {
        if (MAPPER.readTree(Files.readString(file)) instanceof ObjectNode line
            && line.path("data") instanceof ObjectNode data) {
          events.add(new PendingEvent(file, Kind.valueOf(line.path("kind").asText()), data));
        }
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Deletes the file, once the journal has the event. */
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be deleted: " + e.getMessage(), e);
    }
  }
}
