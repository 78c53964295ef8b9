package dev.warpsmith.optimizer.regress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A state of all subjects, as the baseline file holds it: sorted, so that two of them differ only
 * where the kernels do.
 *
 * @param tools what the numbers depend on: device, compiler, model
 * @param readings by subject
 */
public record Snapshot(Map<String, String> tools, Map<String, Reading> readings) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Snapshot {
    tools = Collections.unmodifiableMap(new TreeMap<>(tools));
    readings = Collections.unmodifiableMap(new TreeMap<>(readings));
  }

  /**
   * Reads a baseline file.
   *
   * @throws SourceException if it is none
   */
  public static Snapshot read(Path file) {
    try {
      JsonNode root = JSON.readTree(Files.readString(file));
      Map<String, String> tools = new TreeMap<>();
      root.required("tools")
          .properties()
          .forEach(e -> tools.put(e.getKey(), e.getValue().asText()));
      Map<String, Reading> readings = new TreeMap<>();
      root.required("subjects")
          .properties()
          .forEach(e -> readings.put(e.getKey(), reading(e.getValue())));
      return new Snapshot(tools, readings);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new SourceException(
          SourcePosition.ofLine(file.toString(), 1),
          "this is no baseline of 'regress' ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + "); make one with --update");
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Reading reading(JsonNode node) {
    Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
    for (Gauge gauge : Gauge.values()) {
      JsonNode value = node.path(gauge.key());
      if (value.isNumber()) {
        values.put(gauge, value.asDouble());
      }
    }
    return new Reading(node.required("verdict").asText(), node.path("message").asText(), values);
  }

  /** Returns the text of a baseline file. */
  public String text() {
    ObjectNode root = JSON.createObjectNode();
    tools.forEach(root.putObject("tools")::put);
    ObjectNode subjects = root.putObject("subjects");
    readings.forEach(
        (name, reading) -> {
          ObjectNode node = subjects.putObject(name).put("verdict", reading.verdict());
          if (!reading.message().isEmpty()) {
            node.put("message", reading.message());
          }
          reading.values().forEach((gauge, value) -> put(node, gauge, value));
        });
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }

  private static void put(ObjectNode node, Gauge gauge, double value) {
    if (value == Math.rint(value)) {
      node.put(gauge.key(), (long) value);
    } else {
      node.put(gauge.key(), Math.round(value * 1e4) / 1e4);
    }
  }

  /** Returns these readings with those of {@code other} put over them. */
  public Snapshot with(Snapshot other) {
    Map<String, Reading> merged = new TreeMap<>(readings);
    merged.putAll(other.readings);
    return new Snapshot(other.tools, merged);
  }
}
