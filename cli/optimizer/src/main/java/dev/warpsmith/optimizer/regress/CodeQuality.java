package dev.warpsmith.optimizer.regress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Writes what trips the gate as GitLab's Code Quality report, a JSON artifact of a job. */
public final class CodeQuality {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private CodeQuality() {}

  /** Returns the report; findings without a file are put at the baseline. */
  public static String of(List<Finding> findings, String baseline) {
    ArrayNode issues = JSON.createArrayNode();
    findings.stream()
        .filter(Finding::regression)
        .forEach(finding -> add(issues.addObject(), finding, baseline));
    try {
      return JSON.writeValueAsString(issues) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }

  private static void add(ObjectNode issue, Finding finding, String baseline) {
    Place place = finding.place().orElseGet(() -> new Place(baseline, 1));
    issue
        .put("description", finding.subject() + ": " + finding.what() + ": " + finding.text())
        .put("check_name", "warpsmith-" + finding.what())
        .put("fingerprint", fingerprint(finding.subject() + "/" + finding.what()))
        .put("severity", finding.what().equals(Finding.VERDICT) ? "critical" : "major");
    ObjectNode location = issue.putObject("location").put("path", place.file());
    location.putObject("lines").put("begin", place.line());
  }

  private static String fingerprint(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
