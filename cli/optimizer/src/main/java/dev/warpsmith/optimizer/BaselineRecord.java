package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.HardwareCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run's journal keeps of its baseline.
 *
 * @param kind such as {@code naive}
 * @param clock such as {@code modelled}
 * @param instrument the model's and GPU table's versions, or the driver's
 * @param speedOfLightMicros what no implementation beats
 * @param bound what binds the speed of light, such as {@code memory}
 * @param sampling what the time was taken from, in one line
 * @param trivialAnswers answers that pass without computing anything
 * @param profiled where profiles come from on a device that measures, or why they are modelled; a
 *     line each
 */
public record BaselineRecord(
    String kind,
    double micros,
    String clock,
    String instrument,
    double speedOfLightMicros,
    String bound,
    String sampling,
    List<String> trivialAnswers,
    List<String> profiled) {
  public BaselineRecord {
    trivialAnswers = List.copyOf(trivialAnswers);
    profiled = List.copyOf(profiled);
  }

  static BaselineRecord of(Baseline baseline) {
    return new BaselineRecord(
        baseline.kind(),
        baseline.timing().micros(),
        baseline.timing().measurement().clock().label().replace(' ', '-'),
        baseline.timing().measurement().instrument(),
        baseline.timing().speedOfLight().micros(),
        baseline.timing().speedOfLight().bound().name().toLowerCase(Locale.ROOT),
        baseline.timing().sampling(),
        baseline.trivialAnswers(),
        baseline.evidence().stream().map(Evidence::text).filter(HardwareCounters::isFact).toList());
  }

  /** Tells whether times are modelled, not measured. */
  public boolean modelled() {
    return clock.equals("modelled");
  }

  ObjectNode toJson() {
    ObjectNode node = Journal.data();
    node.put("kind", kind).put("micros", micros).put("clock", clock).put("instrument", instrument);
    node.put("speedOfLightMicros", speedOfLightMicros).put("bound", bound);
    node.put("sampling", sampling);
    trivialAnswers.forEach(node.putArray("trivialAnswers")::add);
    if (!profiled.isEmpty()) {
      profiled.forEach(node.putArray("profiled")::add);
    }
    return node;
  }

  static BaselineRecord ofJson(JsonNode node) {
    List<String> trivial = new ArrayList<>();
    node.path("trivialAnswers").forEach(answer -> trivial.add(answer.asText()));
    return new BaselineRecord(
        node.required("kind").asText(),
        node.required("micros").asDouble(),
        node.required("clock").asText(),
        node.required("instrument").asText(),
        node.required("speedOfLightMicros").asDouble(),
        node.required("bound").asText(),
        node.required("sampling").asText(),
        trivial,
        JsonFields.texts(node.path("profiled")));
  }
}
