package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The finished steps of one evaluation, kept in the run's journal.
 *
 * <p>Steps are kept by subject, so that the same candidate in a later round finds them too.
 */
final class JournalMemory implements EvaluationMemory {
  private final Journal journal;
  private final String subject;
  private final Map<String, JsonNode> finished = new HashMap<>();

  /**
   * @param subject what is evaluated: the candidate's digest, or {@code baseline}
   */
  JournalMemory(Journal journal, String subject) {
    this.journal = journal;
    this.subject = subject;
    for (JournalEvent event : journal.events()) {
      if (event.is(Kind.STEP) && event.data().path("subject").asText().equals(subject)) {
        finished.put(event.data().path("step").asText(), event.data().path("result"));
      }
    }
  }

  @Override
  public Optional<JsonNode> recall(String step) {
    return Optional.ofNullable(finished.get(step));
  }

  @Override
  public void remember(String step, JsonNode result) {
    journal.append(
        Kind.STEP, Journal.data().put("subject", subject).put("step", step).set("result", result));
    finished.put(step, result);
  }
}
