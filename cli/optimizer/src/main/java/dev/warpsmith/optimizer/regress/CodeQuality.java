package dev.warpsmith.optimizer.regress;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.optimizer.JsonText;
import java.util.List;

/** Writes what trips the gate as GitLab's Code Quality report, a JSON artifact of a job. */
public final class CodeQuality {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CodeQuality() {}

  /** Returns the report; findings without a file are put at the baseline. */
  public static String of(List<Finding> findings, String baseline) {
    ArrayNode issues = JSON.createArrayNode();
    findings.stream()
        .filter(Finding::regression)
        .forEach(finding -> add(issues.addObject(), finding, baseline));
    return JsonText.of(issues);
  }

  private static void add(ObjectNode issue, Finding finding, String baseline) {
    Place place = finding.place().orElseGet(() -> new Place(baseline, 1));
    issue
        .put("description", finding.subject() + ": " + finding.what() + ": " + finding.text())
        .put("check_name", "warpsmith-" + finding.what())
        .put("fingerprint", Sha256.of(finding.subject() + "/" + finding.what()))
        .put("severity", finding.what().equals(Finding.VERDICT) ? "critical" : "major");
    ObjectNode location = issue.putObject("location").put("path", place.file());
    location.putObject("lines").put("begin", place.line());
  }
}
