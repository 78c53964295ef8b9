package dev.warpsmith.cli;

import dev.warpsmith.optimizer.regress.Finding;
import dev.warpsmith.optimizer.regress.Snapshot;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A gate's findings as the one object that {@code regress --json} prints. */
final class RegressJson {
  private RegressJson() {}

  static Map<String, Object> of(Path baseline, Snapshot now, List<Finding> findings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ok", findings.stream().noneMatch(Finding::regression));
    json.put("baseline", baseline.toString());
    json.put("tools", now.tools());
    json.put("findings", findings.stream().map(RegressJson::finding).toList());
    return json;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("subject", finding.subject());
    json.put("what", finding.what());
    json.put("change", finding.change().toString());
    json.put("regression", finding.regression());
    json.put("text", finding.text());
    finding
        .place()
        .ifPresent(
            place -> {
              json.put("file", place.file());
              json.put("line", place.line());
            });
    return json;
  }
}
