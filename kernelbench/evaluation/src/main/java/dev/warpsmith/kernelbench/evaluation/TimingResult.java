package dev.warpsmith.kernelbench.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The answer of a timer.
 *
 * @param timing empty if the gate refuses the candidate
 */
record TimingResult(GateResult result, Optional<CandidateTiming> timing) {
  /** Returns the answer that the candidate has a time. */
  static TimingResult of(CandidateTiming timing) {
    String time =
        String.format(
            Locale.ROOT,
            "%.2f us, %s %s",
            timing.micros(),
            timing.measurement().clock().label(),
            timing.measurement().instrument());
    return new TimingResult(GateResult.passed(time, timing.sampling()), Optional.of(timing));
  }

  /** Returns the answer that the candidate failed while it was timed. */
  static TimingResult refused(GateResult result) {
    return new TimingResult(result, Optional.empty());
  }

  /** Returns the answer with more facts about a time. */
  TimingResult saying(List<String> facts) {
    List<String> all = new ArrayList<>(result.facts());
    all.addAll(facts);
    return new TimingResult(GateResult.passed(all), timing);
  }

  JsonNode toJson() {
    ObjectNode node = StepJson.write(result);
    timing.ifPresent(known -> node.set("timing", StepJson.write(known)));
    return node;
  }

  static TimingResult ofJson(JsonNode node) {
    return new TimingResult(
        StepJson.readResult(node),
        node.has("timing")
            ? Optional.of(StepJson.readTiming(node.path("timing")))
            : Optional.empty());
  }
}
