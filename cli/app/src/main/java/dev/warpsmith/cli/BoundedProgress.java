package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.GateEvent;
import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.Progress;
import dev.warpsmith.optimizer.RoundRecord;

/**
 * Passes on what a run does, and ends it between two steps where it may not go on.
 *
 * @param check throws {@link SuiteEnd} where the run may not go on
 */
record BoundedProgress(Progress progress, Runnable check) implements Progress {
  @Override
  public void working(int round, String what) {
    check.run();
    progress.working(round, what);
  }

  @Override
  public void gate(int round, GateEvent event) {
    check.run();
    progress.gate(round, event);
  }

  @Override
  public void baseline(BaselineRecord baseline) {
    progress.baseline(baseline);
  }

  @Override
  public void round(RoundRecord round, boolean repeated) {
    progress.round(round, repeated);
  }
}
