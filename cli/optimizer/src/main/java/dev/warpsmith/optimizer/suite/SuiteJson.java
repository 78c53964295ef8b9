package dev.warpsmith.optimizer.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a suite as {@code suite.json} and {@code suite --json} have it, and reads it again. */
public final class SuiteJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SuiteJson() {}

  /**
   * Returns {@code began, clock, seconds, usd, percentiles, tables, tasks, settings, versions}; a
   * table has {@code group, baseline, tasks, correct, fast_1, fast_1.5, fast_2} as parts of 1, and
   * {@code median, percentile75, mean, geometricMean} if a task is correct.
   */
  public static ObjectNode write(Suite suite) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("began", suite.began());
    node.put("clock", suite.modelled() ? "modelled" : "cuda-event");
    node.put("seconds", Math.round(suite.seconds() * 1000) / 1000.0).put("usd", suite.usd());
    node.put("percentiles", SuiteScore.PERCENTILE);
    for (SuiteTable table : suite.tables()) {
      table.lines().forEach(line -> node.withArray("tables").add(write(table.baseline(), line)));
    }
    suite.rows().forEach(row -> node.withArray("tasks").add(RowJson.write(row)));
    suite.settings().forEach(node.putObject("settings")::put);
    suite.versions().forEach(node.putObject("versions")::put);
    return node;
  }

  private static ObjectNode write(String baseline, SuiteTable.Line line) {
    SuiteScore score = line.score();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("group", line.group()).put("baseline", baseline).put("tasks", score.tasks());
    node.put("correct", score.part(score.correct())).put("fast_1", score.part(score.fast1()));
    node.put("fast_1.5", score.part(score.fast15())).put("fast_2", score.part(score.fast2()));
    score
        .speedups()
        .ifPresent(
            all -> {
              node.put("median", all.median()).put("percentile75", all.percentile75());
              node.put("mean", all.mean()).put("geometricMean", all.geometric());
            });
    return node.put("minutes", score.seconds() / 60).put("usd", score.usd());
  }

  /**
   * Reads a suite; sums are not read but made anew.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Suite read(JsonNode node) {
    List<SuiteRow> rows = new ArrayList<>();
    node.required("tasks").forEach(row -> rows.add(RowJson.read(row)));
    return new Suite(
        node.required("began").asText(),
        texts(node.required("settings")),
        texts(node.required("versions")),
        node.required("seconds").asDouble(),
        rows);
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new TreeMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }
}
