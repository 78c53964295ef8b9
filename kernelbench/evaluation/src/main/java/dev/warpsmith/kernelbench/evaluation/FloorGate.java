package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Asks whether a time is too good to be true: below the {@link HardFloor} it is suspicious, and
 * only a failed {@link Probe} makes it a cheat.
 */
final class FloorGate {
  /** Datasheet peaks are rounded. */
  static final double SLACK = 0.98;

  private final Task task;
  private final GpuSpec gpu;
  private final CandidateTiming timing;
  private final List<Probe> probes;

  FloorGate(Task task, GpuSpec gpu, CandidateTiming timing, List<Probe> probes) {
    this.task = task;
    this.gpu = gpu;
    this.timing = timing;
    this.probes = List.copyOf(probes);
  }

  GateResult check() {
    double floor = new HardFloor(task, gpu).micros();
    String times =
        String.format(Locale.ROOT, "%.2f us, hard floor %.2f us", timing.micros(), floor);
    if (timing.micros() >= SLACK * floor) {
      return GateResult.passed(times);
    }
    List<String> facts = new ArrayList<>();
    for (Probe probe : probes) {
      GateResult probed = probe.check().get();
      if (probed.failure().isPresent()) {
        String message =
            "too fast (" + times + "), and wrong when probed with " + probe.name() + ": ";
        facts.add(message + probed.message());
        facts.addAll(probed.facts());
        return GateResult.refused(Verdict.CHEATED, message + probed.message(), facts);
      }
      facts.add("passes the probe with " + probe.name());
    }
    String message =
        "faster than the hardware can move the task's bytes or do its arithmetic ("
            + times
            + "); it passes the probes, so a person must look";
    facts.add(0, message);
    return GateResult.refused(Verdict.SUSPICIOUS, message, facts);
  }
}
