package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run was asked to do, and with what.
 *
 * @param task the task's name
 * @param argument what reads the task again: a built-in name, or a file in the run's folder
 * @param taskHash the SHA-256 of the task's text; empty text if the run did not keep it
 * @param device such as {@code emulated:h200}
 * @param minGain a candidate replaces the best one only if it is faster by more than this factor; 1
 *     or more
 * @param options of models and strategies, by their settings' keys; only those that were set
 * @param versions of Warpsmith, the compiler, the device, the model and Java
 */
public record RunSettings(
    String task,
    String argument,
    String taskHash,
    String device,
    String coder,
    String judge,
    long seed,
    Budget budget,
    double minGain,
    Map<String, String> options,
    Map<String, String> versions) {
  public RunSettings {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    if (!(minGain >= 1)) {
      throw new IllegalArgumentException("a minimum gain of " + minGain + "; 1 or more expected");
    }
  }

  /** Returns the same settings with another budget. */
  public RunSettings with(Budget other) {
    return new RunSettings(
        task, argument, taskHash, device, coder, judge, seed, other, minGain, options, versions);
  }

  ObjectNode toJson() {
    ObjectNode node = Journal.data();
    node.put("task", task)
        .put("argument", argument)
        .put("taskHash", taskHash)
        .put("device", device);
    node.put("coder", coder).put("judge", judge).put("seed", seed);
    budget.write(node);
    node.put("minGain", minGain);
    if (!options.isEmpty()) {
      options.forEach(node.putObject("options")::put);
    }
    versions.forEach(node.putObject("versions")::put);
    return node;
  }

  static RunSettings ofJson(JsonNode node) {
    return new RunSettings(
        node.required("task").asText(),
        node.required("argument").asText(),
        node.path("taskHash").asText(),
        node.required("device").asText(),
        node.required("coder").asText(),
        node.required("judge").asText(),
        node.required("seed").asLong(),
        Budget.read(node),
        node.required("minGain").asDouble(),
        texts(node.path("options")),
        texts(node.path("versions")));
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new TreeMap<>();
    node.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }
}
