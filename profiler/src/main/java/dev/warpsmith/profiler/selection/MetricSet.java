package dev.warpsmith.profiler.selection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.profiler.MetricCatalog;
import dev.warpsmith.profiler.selection.MetricSelection.Chosen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of metrics that a Judge and a profile show, as a file keeps it.
 *
 * @param metrics strongest first, at least one
 * @param source what it was selected from
 */
public record MetricSet(List<Chosen> metrics, ProfileSource source) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String PROTOCOL = "CudaForge, arXiv:2511.01884, Algorithms 1 and 2";

  /** Checks that there is a metric. */
  public MetricSet {
    metrics = List.copyOf(metrics);
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("a set of no metric");
    }
  }

  /** Returns the metrics' names, strongest first. */
  public List<String> names() {
    return metrics.stream().map(Chosen::name).toList();
  }

  /**
   * Returns the file of a selection: the set, what it was made from, and what was left out.
   *
   * @param inputs run folders and files
   */
  public static ObjectNode json(
      MetricSelection selection, SelectionRules rules, ProfileSource source, List<String> inputs) {
    ObjectNode root = JSON.createObjectNode().put("format", "warpsmith metric set 1");
    ArrayNode metrics = root.putArray("metrics");
    for (Chosen chosen : selection.chosen()) {
      ObjectNode node = metrics.addObject().put("name", chosen.name());
      node.put("meanAbsoluteR", rounded(chosen.strength()));
      node.put("sign", chosen.rising() ? "+" : "-");
      ObjectNode tasks = node.putObject("r");
      chosen.byTask().forEach((task, r) -> tasks.put(task, rounded(r)));
    }
    root.set("provenance", provenance(selection, rules, source, inputs));
    ArrayNode dropped = root.putArray("dropped");
    selection
        .dropped()
        .forEach(
            metric ->
                dropped
                    .addObject()
                    .put("name", metric.name())
                    .put("because", metric.cause().words())
                    .put("detail", metric.detail()));
    return root;
  }

  private static ObjectNode provenance(
      MetricSelection selection, SelectionRules rules, ProfileSource source, List<String> inputs) {
    ObjectNode node = JSON.createObjectNode().put("protocol", PROTOCOL);
    node.put("clock", source.clock()).put("instrument", source.instrument());
    node.put("device", source.device());
    inputs.forEach(node.putArray("inputs")::add);
    node.put("kernels", selection.kernelCount());
    selection.kernels().forEach(node.putObject("tasks")::put);
    selection.skipped().forEach(node.putObject("skippedTasks")::put);
    node.put("threshold", rounded(selection.threshold()));
    node.putObject("rules")
        .put("leastKernels", rules.leastKernels())
        .put("leastTasks", rules.leastTasks())
        .put("perTask", rules.perTask())
        .put("collinear", rules.collinear())
        .put("percentile", rules.percentile());
    return node;
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  /** Returns the text of a file. */
  public static String text(ObjectNode json) {
    try {
      return JSON.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }

  /**
   * Reads a file that {@code metrics select} wrote.
   *
   * @throws SourceException if it is none, or names a metric that profiles do not have
   */
  public static MetricSet read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw wrong(file, "there is no such file");
    }
    try {
      JsonNode root = JSON.readTree(Files.readString(file));
      List<Chosen> metrics = new ArrayList<>();
      for (JsonNode node : root.required("metrics")) {
        metrics.add(chosen(node));
      }
      JsonNode from = root.required("provenance");
      return new MetricSet(
          metrics,
          new ProfileSource(
              from.required("clock").asText(),
              from.required("instrument").asText(),
              from.required("device").asText()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw wrong(file, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "set of metrics " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static SourceException wrong(Path file, String problem) {
    return new SourceException(
        SourcePosition.ofLine(file.toString(), 1),
        "this is no set of metrics ("
            + problem
            + "); make one with: warpsmith metrics select <runs> --out "
            + file);
  }

  private static Chosen chosen(JsonNode node) {
    String name = node.required("name").asText();
    if (MetricCatalog.find(name).isEmpty()) {
      throw new IllegalArgumentException("no profile has a metric '" + name + "'");
    }
    Map<String, Double> byTask = new TreeMap<>();
    node.path("r").properties().forEach(e -> byTask.put(e.getKey(), e.getValue().asDouble()));
    return new Chosen(
        name,
        node.path("meanAbsoluteR").asDouble(),
        node.path("sign").asText().equals("+"),
        byTask);
  }
}
