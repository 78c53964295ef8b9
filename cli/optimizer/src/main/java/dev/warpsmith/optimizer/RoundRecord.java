package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.Instruction.Basis;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a run's journal keeps of a round.
 *
 * @param number from 1
 * @param place where in the strategy's search it is; empty text where there is one line only
 * @param digest the candidate's
 * @param from the round whose candidate this one was made from; empty for a first draft
 * @param asked what the Judge had asked for; empty for a first draft
 * @param verdict such as {@code Passed}
 * @param message one sentence that says why
 * @param evidence the facts behind the verdict, a line each
 * @param time present if the candidate passed
 * @param measuredGain the time of the candidate that this one was made from, divided by its own
 * @param best whether it was the best so far when the round ended
 */
public record RoundRecord(
    int number,
    String place,
    String digest,
    OptionalInt from,
    Optional<Asked> asked,
    String verdict,
    String message,
    List<String> evidence,
    Optional<Time> time,
    OptionalDouble measuredGain,
    boolean best) {
  public RoundRecord {
    evidence = List.copyOf(evidence);
  }

  /**
   * An instruction of the Judge.
   *
   * @param move the expert Coder's name of the change, or empty text
   * @param basis what the change was chosen by
   */
  public record Asked(
      String bottleneck,
      String remedy,
      String move,
      List<String> metrics,
      OptionalDouble predictedGain,
      Basis basis) {
    public Asked {
      metrics = List.copyOf(metrics);
    }

    ObjectNode toJson() {
      ObjectNode node = Journal.data();
      node.put("bottleneck", bottleneck).put("remedy", remedy).put("move", move);
      metrics.forEach(node.putArray("metrics")::add);
      predictedGain.ifPresent(gain -> node.put("predictedGain", gain));
      return node.put("basis", BasisJson.write(basis));
    }

    static Asked ofJson(JsonNode node) {
      return new Asked(
          node.path("bottleneck").asText(),
          node.path("remedy").asText(),
          node.path("move").asText(),
          JsonFields.texts(node.path("metrics")),
          JsonFields.number(node.path("predictedGain")),
          BasisJson.read(node.path("basis")));
    }
  }

  /**
   * A candidate's time.
   *
   * @param speedup the baseline's time divided by this one
   * @param fraction of the speed of light, from 0 to 1
   * @param bound what holds the longest launch back, such as {@code dram}; or empty text
   */
  public record Time(double micros, double speedup, double fraction, String bound) {
    ObjectNode toJson() {
      return Journal.data()
          .put("micros", micros)
          .put("speedup", speedup)
          .put("fraction", fraction)
          .put("bound", bound);
    }

    static Time ofJson(JsonNode node) {
      return new Time(
          node.path("micros").asDouble(),
          node.path("speedup").asDouble(),
          node.path("fraction").asDouble(),
          node.path("bound").asText());
    }
  }

  /** Tells whether every gate let the candidate through. */
  public boolean passed() {
    return time.isPresent();
  }

  /** Returns predicted less measured gain; empty if one of them is unknown. */
  OptionalDouble predictionError() {
    OptionalDouble predicted = asked.map(Asked::predictedGain).orElse(OptionalDouble.empty());
    return predicted.isPresent() && measuredGain.isPresent()
        ? OptionalDouble.of(predicted.getAsDouble() - measuredGain.getAsDouble())
        : OptionalDouble.empty();
  }

  ObjectNode toJson() {
    ObjectNode node = Journal.data();
    node.put("round", number);
    if (!place.isEmpty()) {
      node.put("place", place);
    }
    node.put("digest", digest);
    from.ifPresent(parent -> node.put("from", parent));
    asked.ifPresent(value -> node.set("asked", value.toJson()));
    node.put("verdict", verdict).put("message", message);
    evidence.forEach(node.putArray("evidence")::add);
    time.ifPresent(value -> node.set("time", value.toJson()));
    measuredGain.ifPresent(gain -> node.put("measuredGain", gain));
    node.put("best", best);
    return node;
  }

  static RoundRecord ofJson(JsonNode node) {
    JsonNode from = node.path("from");
    JsonNode asked = node.path("asked");
    JsonNode time = node.path("time");
    return new RoundRecord(
        node.path("round").asInt(),
        node.path("place").asText(),
        node.path("digest").asText(),
        from.isInt() ? OptionalInt.of(from.asInt()) : OptionalInt.empty(),
        asked.isObject() ? Optional.of(Asked.ofJson(asked)) : Optional.empty(),
        node.path("verdict").asText(),
        node.path("message").asText(),
        JsonFields.texts(node.path("evidence")),
        time.isObject() ? Optional.of(Time.ofJson(time)) : Optional.empty(),
        JsonFields.number(node.path("measuredGain")),
        node.path("best").asBoolean());
  }
}
