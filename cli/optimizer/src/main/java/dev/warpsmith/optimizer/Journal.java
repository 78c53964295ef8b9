package dev.warpsmith.optimizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The events of a run, one JSON object per line, forced to the disk before the next step begins.
 *
 * <p>A line that a kill tore off at the end of the file is dropped; what it would have said is done
 * again. Each line ends with a hash of itself and all lines before, see {@link JournalChain}.
 */
final class Journal implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FileChannel channel;
  private final List<JournalEvent> events;
  private final JournalChain chain;
  private final double secondsBefore;
  private final long startNanos = System.nanoTime();
  private boolean frozen;

  private Journal(FileChannel channel, List<JournalEvent> events, JournalChain chain) {
    this.channel = channel;
    this.chain = chain;
    this.events = new ArrayList<>(events);
    this.secondsBefore = events.isEmpty() ? 0 : events.get(events.size() - 1).seconds();
  }

  /** Opens a journal to go on with it, or begins one if there is no such file. */
  static Journal open(Path file) {
    try {
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      int whole = wholeLines(bytes);
      String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
      List<JournalEvent> events = parse(file, text);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(whole);
      channel.position(whole);
      return new Journal(channel, events, JournalChain.after(text));
    } catch (IOException e) {
      throw new UncheckedIOException("journal " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Reads the events of a journal that another process may be writing. */
  static List<JournalEvent> read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return parse(file, new String(bytes, 0, wholeLines(bytes), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("journal " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Keeps out whatever comes after an interrupt, which may have reached a compiler too: the thread
   * that appends waits for the end of the process.
   */
  synchronized void freeze() {
    frozen = true;
  }

  private void waitIfFrozen() {
    while (frozen) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the run was interrupted", e);
      }
    }
  }

  /** Appends an event and returns when the disk has it. */
  synchronized void append(Kind kind, ObjectNode data) {
    waitIfFrozen();
    double seconds = seconds();
    ObjectNode line = MAPPER.createObjectNode();
    line.put("event", kind.name().toLowerCase(Locale.ROOT));
    line.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    line.put("seconds", Math.round(seconds * 1000) / 1000.0);
    line.setAll(data);
    ByteBuffer bytes =
        ByteBuffer.wrap((chain.seal(line.toString()) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("the journal cannot be written: " + e.getMessage(), e);
    }
    events.add(new JournalEvent(kind, seconds, data));
  }

  /** Returns an empty object for an event's data. */
  static ObjectNode data() {
    return MAPPER.createObjectNode();
  }

  /** Returns every event so far, oldest first. */
  synchronized List<JournalEvent> events() {
    return List.copyOf(events);
  }

  /** Returns the newest event of a kind in a round, or of the whole run where the round is 0. */
  Optional<JournalEvent> find(Kind kind, int round) {
    return events().stream()
        .filter(event -> event.is(kind) && event.round() == round)
        .reduce((first, second) -> second);
  }

  /**
   * Returns the newest event of a kind that belongs to a turn of the strategy. Events that name no
   * turn are of runs whose turns are their rounds.
   *
   * @param round the round of an event that names no turn
   */
  Optional<JournalEvent> ofTurn(Kind kind, int turn, int round) {
    return events().stream()
        .filter(event -> event.is(kind))
        .filter(
            event ->
                event.data().has("turn")
                    ? event.data().path("turn").asInt() == turn
                    : event.round() == round)
        .reduce((first, second) -> second);
  }

  /** Returns the run's working time so far, in seconds. */
  double seconds() {
    return secondsBefore + (System.nanoTime() - startNanos) * 1e-9;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the length up to and with the last line feed. */
  private static int wholeLines(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private static List<JournalEvent> parse(Path file, String text) {
    List<JournalEvent> events = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        events.add(event(MAPPER.readTree(line)));
      } catch (JsonProcessingException | IllegalArgumentException e) {
        throw new SourceException(
            SourcePosition.ofLine(file.toString(), number),
            "this line is no journal event; delete the run's folder and start again");
      }
    }
    return events;
  }

  private static JournalEvent event(JsonNode node) {
    if (!(node instanceof ObjectNode line) || !line.path("event").isTextual()) {
      throw new IllegalArgumentException("no event");
    }
    Kind kind = Kind.valueOf(line.path("event").asText().toUpperCase(Locale.ROOT));
    double seconds = line.path("seconds").asDouble();
    ObjectNode data = line.deepCopy();
    data.remove(List.of("event", "at", "seconds", JournalChain.FIELD));
    return new JournalEvent(kind, seconds, data);
  }
}
