package dev.warpsmith.optimizer.regress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.optimizer.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A state of all subjects, as the baseline file holds it: sorted, so that two of them differ only
 * where the kernels do.
 *
 * @param tools what the numbers depend on: device, compiler, model
 * @param tolerances that differ from the gauges' own
 * @param readings by subject
 */
public record Snapshot(
    Map<String, String> tools, Tolerances tolerances, Map<String, Reading> readings) {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  public Snapshot {
    tools = Collections.unmodifiableMap(new TreeMap<>(tools));
    readings = Collections.unmodifiableMap(new TreeMap<>(readings));
  }

  /** Makes a state with every gauge's own tolerance. */
  public Snapshot(Map<String, String> tools, Map<String, Reading> readings) {
    this(tools, Tolerances.standard(), readings);
  }

  /**
   * Reads a baseline file.
   *
   * @throws SourceException if it is none
   */
  public static Snapshot read(Path file) {
    try {
      JsonNode root = JSON.readTree(Files.readString(file));
      int format = root.path("format").asInt(FORMAT);
      if (format != FORMAT) {
        throw new SourceException(
            SourcePosition.ofLine(file.toString(), 1),
            "this baseline has format "
                + format
                + ", this version reads format "
                + FORMAT
                + "; use the version that wrote it, or delete it and make one with --update");
      }
      Map<String, String> tools = new TreeMap<>();
      root.required("tools")
          .properties()
          .forEach(e -> tools.put(e.getKey(), e.getValue().asText()));
      Map<String, Reading> readings = new TreeMap<>();
      root.required("subjects")
          .properties()
          .forEach(e -> readings.put(e.getKey(), reading(e.getValue())));
      return new Snapshot(tools, tolerances(root.path("tolerances")), readings);
    } catch (JsonProcessingException | IllegalArgumentException | CharacterCodingException e) {
      throw new SourceException(SourcePosition.ofLine(file.toString(), line(e)), corrupt(e));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static int line(Exception failure) {
    return failure instanceof JsonProcessingException json && json.getLocation() != null
        ? Math.max(1, json.getLocation().getLineNr())
        : 1;
  }

  private static String corrupt(Exception failure) {
    String why =
        failure instanceof CharacterCodingException
            ? "it is no text in UTF-8"
            : String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return "this is no baseline of 'regress' ("
        + why
        + "); take it from version control again, or delete it and make one with --update";
  }

  private static Tolerances tolerances(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.properties().forEach(e -> texts.add(e.getKey() + "=" + e.getValue().asText()));
    return Tolerances.parse(texts);
  }

  private static Reading reading(JsonNode node) {
    Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
    for (Gauge gauge : Gauge.values()) {
      JsonNode value = node.path(gauge.key());
      if (value.isNumber()) {
        values.put(gauge, value.asDouble());
      } else if (!value.isMissingNode()) {
        throw new IllegalArgumentException(gauge.key() + " is " + value + ", a number is expected");
      }
    }
    List<Double> samples = new ArrayList<>();
    node.path("samples").forEach(sample -> samples.add(sample.asDouble()));
    return new Reading(
        node.required("verdict").asText(),
        node.path("message").asText(),
        values,
        samples,
        Map.of(),
        Optional.empty());
  }

  /** Returns the text of a baseline file. */
  public String text() {
    ObjectNode root = JSON.createObjectNode().put("format", FORMAT);
    tools.forEach(root.putObject("tools")::put);
    if (!tolerances.given().isEmpty()) {
      ObjectNode given = root.putObject("tolerances");
      tolerances.given().forEach((gauge, fraction) -> given.put(gauge.key(), fraction));
    }
    ObjectNode subjects = root.putObject("subjects");
    readings.forEach(
        (name, reading) -> {
          ObjectNode node = subjects.putObject(name).put("verdict", reading.verdict());
          if (!reading.message().isEmpty()) {
            node.put("message", reading.message());
          }
          reading.values().forEach((gauge, value) -> put(node, gauge, value));
          if (!reading.samples().isEmpty()) {
            ArrayNode samples = node.putArray("samples");
            reading.samples().forEach(sample -> samples.add(decimals(sample)));
          }
        });
    return JsonText.of(root);
  }

  private static void put(ObjectNode node, Gauge gauge, double value) {
    if (value == Math.rint(value)) {
      node.put(gauge.key(), (long) value);
    } else {
      node.put(gauge.key(), decimals(value));
    }
  }

  private static BigDecimal decimals(double value) {
    return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_EVEN);
  }

  /** Returns these readings with those of {@code other} put over them. */
  public Snapshot with(Snapshot other) {
    Map<String, Reading> merged = new TreeMap<>(readings);
    merged.putAll(other.readings);
    Map<String, String> latest = other.tools.isEmpty() ? tools : other.tools;
    return new Snapshot(latest, tolerances.with(other.tolerances), merged);
  }

  /** Returns this state with other tolerances put over its own. */
  public Snapshot with(Tolerances others) {
    return new Snapshot(tools, tolerances.with(others), readings);
  }

  /** Returns this state without what is gone. */
  public Snapshot withoutGone() {
    Map<String, Reading> left = new TreeMap<>(readings);
    left.values().removeIf(Reading::gone);
    return new Snapshot(tools, tolerances, left);
  }
}
