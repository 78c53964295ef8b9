package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.Evaluation;

/** Verdicts as JSON. */
public final class EvaluationJson {
  private EvaluationJson() {}

  /** Returns {@code verdict, message, evidence[{gate, text}]}. */
  public static ObjectNode of(Evaluation evaluation) {
    ObjectNode node = Journal.data();
    node.put("verdict", evaluation.verdict().toString());
    node.put("message", evaluation.message());
    ArrayNode evidence = node.putArray("evidence");
    evaluation
        .evidence()
        .forEach(
            fact ->
                evidence.addObject().put("gate", fact.gate().toString()).put("text", fact.text()));
    return node;
  }
}
