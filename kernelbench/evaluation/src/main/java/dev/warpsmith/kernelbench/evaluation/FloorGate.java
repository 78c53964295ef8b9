package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Asks whether a time is too good to be true: below the hard floor of {@link SpeedOfLight} it is
 * suspicious, and only a failed probe, on fresh inputs in fresh modules, makes it a cheat.
 */
final class FloorGate {
  /** Datasheet peaks are rounded. */
  private static final double SLACK = 0.98;

  private final Task task;
  private final GpuSpec gpu;
  private final CandidateTiming timing;
  private final Supplier<GateResult> probe;

  FloorGate(Task task, GpuSpec gpu, CandidateTiming timing, Supplier<GateResult> probe) {
    this.task = task;
    this.gpu = gpu;
    this.timing = timing;
    this.probe = probe;
  }

  GateResult check() {
    double floor = new SpeedOfLight(task, gpu).hardFloorMicros();
    String times =
        String.format(Locale.ROOT, "%.2f us, hard floor %.2f us", timing.micros(), floor);
    if (timing.micros() >= SLACK * floor) {
      return GateResult.passed(times);
    }
    GateResult probed = probe.get();
    if (probed.failure().isPresent()) {
      return GateResult.refused(
          Verdict.CHEATED, "too fast (" + times + "), and wrong when probed: " + probed.message());
    }
    return GateResult.refused(
        Verdict.SUSPICIOUS,
        "faster than the hardware can move the task's bytes or do its arithmetic ("
            + times
            + "); it passes the probes, so a person must look");
  }
}
