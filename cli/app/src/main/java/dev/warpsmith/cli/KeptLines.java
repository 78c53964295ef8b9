package dev.warpsmith.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file with a line of JSON for each finished piece of work, appended as soon as it is known, so
 * that an interrupted command goes on where it was.
 *
 * @param known the last line of each piece, by its name
 */
record KeptLines(Path file, Map<String, JsonNode> known) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Opens a file; lines that were cut off are left alone.
   *
   * @param name the field that names a piece
   * @param fresh whether to begin anew
   */
  static KeptLines open(Path file, String name, boolean fresh) {
    Map<String, JsonNode> known = new HashMap<>();
    try {
      if (fresh) {
        Files.deleteIfExists(file);
      }
      if (Files.isRegularFile(file)) {
        for (String line : Files.readAllLines(file)) {
          read(line).ifPresent(json -> known.put(json.path(name).asText(), json));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return new KeptLines(file, known);
  }

  private static Optional<JsonNode> read(String line) {
    try {
      return Optional.of(MAPPER.readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Appends a line. */
  synchronized void add(JsonNode line) {
    try {
      Files.writeString(
          file,
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
