package dev.warpsmith.kernelbench.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers finished steps of evaluations, so that a resumed run repeats none. A run's journal is
 * one.
 */
public interface EvaluationMemory {
  /** Returns the result of a step that was finished before. */
  Optional<JsonNode> recall(String step);

  /** Stores a finished step durably before it returns. */
  void remember(String step, JsonNode result);

  /** Returns a memory that lasts as long as it is held. */
  static EvaluationMemory ofProcess() {
    Map<String, JsonNode> kept = new HashMap<>();
    return new EvaluationMemory() {
      @Override
      public Optional<JsonNode> recall(String step) {
        return Optional.ofNullable(kept.get(step));
      }

      @Override
      public void remember(String step, JsonNode result) {
        kept.put(step, result);
      }
    };
  }

  /** Returns a memory that remembers nothing. */
  static EvaluationMemory none() {
    return new EvaluationMemory() {
      @Override
      public Optional<JsonNode> recall(String step) {
        return Optional.empty();
      }

      @Override
      public void remember(String step, JsonNode result) {}
    };
  }
}
