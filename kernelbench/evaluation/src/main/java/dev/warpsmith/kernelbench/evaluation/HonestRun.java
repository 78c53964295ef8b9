package dev.warpsmith.kernelbench.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the naive kernels' gate found.
 *
 * @param errors by case and output
 * @param trivialAnswers see {@link Baseline#trivialAnswers}
 */
record HonestRun(GateResult result, Map<String, HonestError> errors, List<String> trivialAnswers) {
  HonestRun {
    errors = Map.copyOf(errors);
    trivialAnswers = List.copyOf(trivialAnswers);
  }

  /** Returns this with more errors. */
  HonestRun with(GateResult newResult, Map<String, HonestError> more) {
    Map<String, HonestError> all = new LinkedHashMap<>(errors);
    all.putAll(more);
    return new HonestRun(newResult, all, trivialAnswers);
  }

  JsonNode toJson() {
    ObjectNode node = StepJson.write(result);
    node.set("errors", StepJson.write(errors));
    trivialAnswers.forEach(node.putArray("trivialAnswers")::add);
    return node;
  }

  static HonestRun ofJson(JsonNode node) {
    List<String> trivial = new ArrayList<>();
    node.path("trivialAnswers").forEach(answer -> trivial.add(answer.asText()));
    return new HonestRun(
        StepJson.readResult(node), StepJson.readErrors(node.path("errors")), trivial);
  }
}
