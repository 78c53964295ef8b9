package dev.warpsmith.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.NaiveProof;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.optimizer.JsonFields;
import java.util.List;

/**
 * What came of proving a task's naive kernels.
 *
 * @param task its name, such as {@code kernelbench/1/23}
 * @param title what it is, in a line
 * @param verdict of the gates; {@code Passed}, or what refused them, or {@code TooLarge}
 * @param detail the evidence, or what is wrong
 * @param trivialAnswers that pass all the same: the task is degenerate
 */
record NaiveResult(
    String task,
    String title,
    String verdict,
    List<String> detail,
    List<String> trivialAnswers,
    double seconds) {
  static final String PASSED = Verdict.PASSED.toString();
  static final String TOO_LARGE = "TooLarge";

  NaiveResult {
    detail = List.copyOf(detail);
    trivialAnswers = List.copyOf(trivialAnswers);
  }

  static NaiveResult passed(String task, String title, NaiveProof proof, double seconds) {
    List<String> detail = proof.evidence().stream().map(Evidence::toString).toList();
    return new NaiveResult(task, title, PASSED, detail, proof.trivialAnswers(), seconds);
  }

  static NaiveResult failed(
      String task, String title, String verdict, String problem, double seconds) {
    return new NaiveResult(task, title, verdict, List.of(problem), List.of(), seconds);
  }

  boolean passed() {
    return verdict.equals(PASSED);
  }

  boolean degenerate() {
    return !trivialAnswers.isEmpty();
  }

  static NaiveResult of(JsonNode json) {
    return new NaiveResult(
        json.path("task").asText(),
        json.path("title").asText(),
        json.path("verdict").asText(),
        JsonFields.texts(json.path("detail")),
        JsonFields.texts(json.path("trivialAnswers")),
        json.path("seconds").asDouble());
  }

  ObjectNode json() {
    ObjectNode json =
        new ObjectMapper()
            .createObjectNode()
            .put("task", task)
            .put("title", title)
            .put("verdict", verdict);
    detail.forEach(json.putArray("detail")::add);
    trivialAnswers.forEach(json.putArray("trivialAnswers")::add);
    return json.put("seconds", Math.round(seconds * 1000) / 1000.0);
  }
}
