package dev.warpsmith.kernelbench.evaluation;

/** Follows an evaluation while it runs, for live progress. */
@FunctionalInterface
public interface EvaluationObserver {
  /** Receives an event, on the evaluation's thread; must return soon. */
  void observe(GateEvent event);

  /** Returns an observer that ignores everything. */
  static EvaluationObserver none() {
    return event -> {};
  }
}
