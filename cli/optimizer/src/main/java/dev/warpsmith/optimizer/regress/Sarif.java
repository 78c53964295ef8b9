package dev.warpsmith.optimizer.regress;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.optimizer.JsonText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.TreeSet;

/** Writes what trips the gate as SARIF 2.1.0, which code scanning shows beside the source line. */
public final class Sarif {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Sarif() {}

  /**
   * Returns the log.
   *
   * @param version of Warpsmith
   */
  public static String of(List<Finding> findings, String version) {
    List<Finding> worse = findings.stream().filter(Finding::regression).toList();
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "warpsmith").put("version", version);
    ArrayNode rules = driver.putArray("rules");
    List<String> ids = List.copyOf(new TreeSet<>(worse.stream().map(Finding::what).toList()));
    ids.forEach(
        id ->
            rules
                .addObject()
                .put("id", id)
                .putObject("shortDescription")
                .put("text", description(id)));
    ArrayNode results = run.putArray("results");
    worse.forEach(finding -> result(results.addObject(), finding, ids.indexOf(finding.what())));
    return JsonText.of(root);
  }

  private static String description(String id) {
    return id.equals(Finding.VERDICT)
        ? "A kernel is no longer proven correct"
        : "A kernel's " + id + " became worse than its baseline allows";
  }

  private static void result(ObjectNode result, Finding finding, int rule) {
    result.put("ruleId", finding.what()).put("ruleIndex", rule).put("level", "error");
    result
        .putObject("message")
        .put("text", finding.subject() + ": " + finding.what() + ": " + finding.text());
    finding
        .place()
        .ifPresent(
            place -> {
              ObjectNode location =
                  result.putArray("locations").addObject().putObject("physicalLocation");
              location.putObject("artifactLocation").put("uri", uri(place.file()));
              location.putObject("region").put("startLine", place.line());
            });
    result
        .putObject("partialFingerprints")
        .put("warpsmith/v1", finding.subject() + "/" + finding.what());
  }

  private static String uri(String file) {
    try {
      return new URI(file.startsWith("/") ? "file" : null, null, file, null).toASCIIString();
    } catch (URISyntaxException e) {
      return file;
    }
  }
}
