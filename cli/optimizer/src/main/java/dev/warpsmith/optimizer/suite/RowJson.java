package dev.warpsmith.optimizer.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.optimizer.suite.SuiteRow.Against;
import dev.warpsmith.optimizer.suite.SuiteRow.Best;
import dev.warpsmith.optimizer.suite.SuiteRow.Spent;
import dev.warpsmith.optimizer.suite.SuiteRow.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes rows as {@code suite.json} has them, and reads them again. */
final class RowJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RowJson() {}

  static ObjectNode write(SuiteRow row) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("task", row.task().name()).put("group", row.task().group());
    node.put("argument", row.task().argument()).put("run", row.task().folder());
    node.put("state", row.state().name().toLowerCase(Locale.ROOT)).put("reason", row.reason());
    node.put("degenerate", row.degenerate());
    row.trivialAnswers().forEach(node.putArray("trivialAnswers")::add);
    Spent spent = row.spent();
    node.put("rounds", spent.rounds()).put("correctRounds", spent.correctRounds());
    node.put("seconds", spent.seconds()).put("usd", spent.usd());
    row.best().ifPresent(best -> node.set("best", write(best)));
    return node;
  }

  private static ObjectNode write(Best best) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("micros", best.micros()).put("clock", best.clock()).put("fraction", best.fraction());
    for (Against other : best.against()) {
      node.withArray("against")
          .addObject()
          .put("baseline", other.baseline())
          .put("micros", other.micros())
          .put("speedup", other.speedup());
    }
    return node;
  }

  /**
   * Reads a row.
   *
   * @throws IllegalArgumentException if it is none
   */
  static SuiteRow read(JsonNode node) {
    List<String> trivial = new ArrayList<>();
    node.path("trivialAnswers").forEach(answer -> trivial.add(answer.asText()));
    JsonNode best = node.path("best");
    return new SuiteRow(
        new SuiteTask(
            node.required("task").asText(),
            node.required("group").asText(),
            node.required("argument").asText(),
            node.required("run").asText()),
        State.valueOf(node.required("state").asText().toUpperCase(Locale.ROOT)),
        node.required("reason").asText(),
        trivial,
        new Spent(
            node.required("rounds").asInt(),
            node.required("correctRounds").asInt(),
            node.required("seconds").asDouble(),
            node.required("usd").asDouble()),
        best.isObject() ? Optional.of(best(best)) : Optional.empty());
  }

  private static Best best(JsonNode node) {
    List<Against> against = new ArrayList<>();
    for (JsonNode other : node.path("against")) {
      against.add(
          new Against(
              other.required("baseline").asText(),
              other.required("micros").asDouble(),
              other.required("speedup").asDouble()));
    }
    return new Best(
        node.required("micros").asDouble(),
        node.required("clock").asText(),
        node.required("fraction").asDouble(),
        against);
  }
}
