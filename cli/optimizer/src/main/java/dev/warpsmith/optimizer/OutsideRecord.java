package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run keeps of its best candidate beside an implementation outside of Warpsmith.
 *
 * @param name such as {@code PyTorch eager}
 * @param version what its times depend on
 * @param round the candidate's
 * @param times empty if it could not be timed on the same GPU
 * @param facts what is to be known of it, or why there are no times
 */
public record OutsideRecord(
    String name, String version, int round, Optional<Times> times, List<String> facts) {
  public OutsideRecord {
    facts = List.copyOf(facts);
  }

  /**
   * Both times, taken in turn.
   *
   * @param outcome {@code faster}, {@code same} or {@code slower}, noise taken into account
   * @param micros of the candidate, median
   * @param samples of the candidate, in microseconds, in the order in which they were taken
   */
  public record Times(
      double speedup,
      double low,
      double high,
      String outcome,
      double noise,
      double micros,
      double otherMicros,
      String instrument,
      List<Double> samples,
      List<Double> otherSamples) {
    public Times {
      samples = List.copyOf(samples);
      otherSamples = List.copyOf(otherSamples);
    }

    private static Times of(OutsideComparison.Times both) {
      return new Times(
          both.speedup().ratio(),
          both.speedup().interval().low(),
          both.speedup().interval().high(),
          both.outcome().name().toLowerCase(Locale.ROOT),
          both.noise().part(),
          both.candidate().median(),
          both.other().median(),
          both.candidate().instrument(),
          both.candidate().micros(),
          both.other().micros());
    }
  }

  /** Returns what a run keeps of a comparison of a round's candidate. */
  public static OutsideRecord of(int round, OutsideComparison comparison) {
    return new OutsideRecord(
        comparison.name(),
        comparison.version(),
        round,
        comparison.times().map(Times::of),
        comparison.facts());
  }

  /**
   * Returns {@code 1.633x the speed of PyTorch eager (95 %: 1.630 to 1.640), faster: 133.44 us of
   * 217.90 us}.
   */
  public String line() {
    return times
        .map(
            both ->
                String.format(
                    Locale.ROOT,
                    "%.3fx the speed of %s (95 %%: %.3f to %.3f), %s: %.2f us of %.2f us",
                    both.speedup(),
                    name,
                    both.low(),
                    both.high(),
                    both.outcome(),
                    both.micros(),
                    both.otherMicros()))
        .orElseGet(() -> name + ": not compared: " + String.join("; ", facts));
  }

  /** Returns it as JSON, with every sample. */
  public ObjectNode toJson() {
    ObjectNode node = Journal.data().put("name", name).put("version", version).put("of", round);
    times.ifPresent(
        both -> {
          node.put("speedup", both.speedup()).put("low", both.low()).put("high", both.high());
          node.put("outcome", both.outcome()).put("noise", both.noise());
          node.put("micros", both.micros()).put("otherMicros", both.otherMicros());
          node.put("instrument", both.instrument());
          both.samples().forEach(node.putArray("samples")::add);
          both.otherSamples().forEach(node.putArray("otherSamples")::add);
        });
    facts.forEach(node.putArray("facts")::add);
    return node;
  }

  static OutsideRecord ofJson(JsonNode node) {
    List<String> facts = new ArrayList<>();
    node.path("facts").forEach(fact -> facts.add(fact.asText()));
    return new OutsideRecord(
        node.required("name").asText(),
        node.path("version").asText(),
        node.path("of").asInt(),
        node.has("speedup") ? Optional.of(times(node)) : Optional.empty(),
        facts);
  }

  private static Times times(JsonNode node) {
    return new Times(
        node.required("speedup").asDouble(),
        node.required("low").asDouble(),
        node.required("high").asDouble(),
        node.required("outcome").asText(),
        node.path("noise").asDouble(),
        node.required("micros").asDouble(),
        node.required("otherMicros").asDouble(),
        node.path("instrument").asText(),
        numbers(node.path("samples")),
        numbers(node.path("otherSamples")));
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }

  /** Reads the records of an object's field {@code outside}; none if it has no such field. */
  static List<OutsideRecord> listOf(JsonNode node) {
    List<OutsideRecord> records = new ArrayList<>();
    node.path("outside").forEach(one -> records.add(ofJson(one)));
    return records;
  }

  /** Adds records to an object as its field {@code outside}, unless there are none. */
  static void add(ObjectNode node, List<OutsideRecord> records) {
    if (!records.isEmpty()) {
      records.forEach(one -> node.withArray("outside").add(one.toJson()));
    }
  }
}
