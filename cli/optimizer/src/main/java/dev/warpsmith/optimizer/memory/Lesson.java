package dev.warpsmith.optimizer.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One change that an earlier run made, and what came of it.
 *
 * @param bottleneck what held the candidate back before the change, such as {@code DRAM}
 * @param change what was asked for
 * @param verdict of the candidate after the change
 * @param gain time before divided by time after; empty if a gate refused it
 */
public record Lesson(
    String task, String bottleneck, String change, String verdict, OptionalDouble gain) {
  private static final int LONGEST = 240;

  public Lesson {
    change = change.strip().replaceAll("\\s+", " ");
    change = change.length() <= LONGEST ? change : change.substring(0, LONGEST) + "…";
  }

  /** Returns one line: what was tried on what, with what outcome. */
  public String text() {
    String outcome =
        gain.isPresent() ? String.format(Locale.ROOT, "%.2fx", gain.getAsDouble()) : verdict;
    return outcome + " | " + bottleneck + " | " + change + " (" + task + ")";
  }

  ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("task", task).put("bottleneck", bottleneck).put("change", change);
    node.put("verdict", verdict);
    gain.ifPresent(value -> node.put("gain", value));
    return node;
  }

  static Lesson ofJson(JsonNode node) {
    JsonNode gain = node.path("gain");
    return new Lesson(
        node.path("task").asText(),
        node.path("bottleneck").asText(),
        node.path("change").asText(),
        node.path("verdict").asText(),
        gain.isNumber() ? OptionalDouble.of(gain.asDouble()) : OptionalDouble.empty());
  }
}
