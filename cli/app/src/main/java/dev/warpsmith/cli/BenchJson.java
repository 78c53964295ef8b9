package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.jmh.BenchReport;
import dev.warpsmith.kernelbench.jmh.BenchRow;
import dev.warpsmith.profiler.timing.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A speedup report as the one object that {@code bench --json} prints. */
final class BenchJson {
  private BenchJson() {}

  static Map<String, Object> of(BenchReport report, Map<String, List<OutsideComparison>> outside) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", report.task());
    json.put("device", report.device());
    json.put("clock", report.clock().label().replace(' ', '-'));
    json.put("instrument", report.instrument());
    json.put("size", report.size().asMap());
    json.put("hostSize", report.hostSize().asMap());
    json.put(
        "candidates",
        report.rows().stream()
            .map(row -> row(row, row.equals(report.rows().get(0)), outside))
            .toList());
    return json;
  }

  private static Map<String, Object> row(
      BenchRow row, boolean first, Map<String, List<OutsideComparison>> outside) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", row.name());
    json.put("micros", row.device().median());
    json.put("speedup", row.speedup().ratio());
    json.put("low", row.speedup().interval().low());
    json.put("high", row.speedup().interval().high());
    if (row.device().clock() != Clock.MODELLED) {
      json.put("samples", row.device().micros().size());
      json.put("noise", row.noise().part());
    }
    json.put("verdict", first ? "baseline" : row.verdict());
    Map<String, Object> host = new LinkedHashMap<>();
    host.put("clock", "host");
    host.put("millis", row.host().millis());
    if (!Double.isNaN(row.host().error())) {
      host.put("error", row.host().error());
    }
    host.put("samples", row.host().samples());
    json.put("jmh", host);
    List<OutsideComparison> comparisons = outside.getOrDefault(row.name(), List.of());
    if (!comparisons.isEmpty()) {
      json.put("outside", OutsideLines.json(comparisons));
    }
    return json;
  }
}
