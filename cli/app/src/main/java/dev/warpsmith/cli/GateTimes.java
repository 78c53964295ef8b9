package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.GateEvent;
import java.util.EnumMap;
import java.util.Map;

/** Notes how long each gate took, and shows on a terminal which one is at work. */
final class GateTimes implements EvaluationObserver {
  private final EvaluationObserver shown;
  private final Map<Gate, Double> seconds = new EnumMap<>(Gate.class);

  GateTimes(EvaluationObserver shown) {
    this.shown = shown;
  }

  @Override
  public void observe(GateEvent event) {
    shown.observe(event);
    event.match(
        started -> 0.0,
        finished -> seconds.merge(finished.gate(), finished.seconds(), Double::sum));
  }

  /** Returns seconds of work by gate, those that ran, in their order. */
  Map<Gate, Double> seconds() {
    return Map.copyOf(seconds);
  }

  double total() {
    return seconds.values().stream().mapToDouble(value -> value).sum();
  }
}
