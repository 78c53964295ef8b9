package dev.warpsmith.optimizer;

import dev.warpsmith.coder.llm.Transcript;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A call of a language model as a run's journal keeps it.
 *
 * @param round that the Coder worked on, or that the Judge judged
 * @param model such as {@code openai:gpt-5}
 * @param digest of what was asked
 * @param entry what was asked and answered, by whom
 * @param seconds that the answer took
 * @param usd what it cost; empty if the price is not known
 */
public record RecordedCall(
    int round,
    String model,
    String digest,
    Transcript.Entry entry,
    double seconds,
    OptionalDouble usd) {

  /** Returns the calls of a run, oldest first. */
  public static List<RecordedCall> of(Path folder) {
    return RunFolder.events(folder).stream()
        .filter(event -> event.is(Kind.REPLY))
        .map(RecordedCall::of)
        .toList();
  }

  private static RecordedCall of(JournalEvent event) {
    return new RecordedCall(
        event.round(),
        event.data().path("model").asText(),
        event.data().path("request").asText(),
        Transcript.entry(event.data()),
        event.data().path("callSeconds").asDouble(),
        JsonFields.number(event.data().path("usd")));
  }

  /** Returns who asked, {@code coder} or {@code judge}. */
  public String role() {
    return entry.role();
  }
}
