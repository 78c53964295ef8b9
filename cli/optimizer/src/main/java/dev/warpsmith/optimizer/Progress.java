package dev.warpsmith.optimizer;

import dev.warpsmith.kernelbench.evaluation.GateEvent;

/** Follows a run while it goes on; called on the run's thread. */
public interface Progress {
  /** The run works on the baseline, or on a candidate of a round. */
  void working(int round, String what);

  /** A gate of the current evaluation began or ended. */
  void gate(int round, GateEvent event);

  /** The baseline is known. */
  void baseline(BaselineRecord baseline);

  /** A round is over. */
  void round(RoundRecord round, boolean repeated);

  /** Returns a listener that ignores everything. */
  static Progress none() {
    return new Progress() {
      @Override
      public void working(int round, String what) {}

      @Override
      public void gate(int round, GateEvent event) {}

      @Override
      public void baseline(BaselineRecord baseline) {}

      @Override
      public void round(RoundRecord round, boolean repeated) {}
    };
  }
}
