package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.profiler.timing.NoiseFloor;
import dev.warpsmith.profiler.timing.Speedup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes a speedup report of candidates that an evaluator has proven and timed. */
public final class SpeedupBench {
  private static final long SEED = 1;

  private final BenchOptions options;

  /** Makes a bench. */
  public SpeedupBench(BenchOptions options) {
    this.options = options;
  }

  /**
   * Runs JMH over all subjects and sets its scores beside their times on the device.
   *
   * @param argument the task as {@code TaskReader} reads it in another process
   * @param device id
   * @param hostSize at which JMH runs
   * @param subjects the baseline first
   */
  public BenchReport run(
      Task task, String argument, String device, Bindings hostSize, List<BenchSubject> subjects)
      throws IOException {
    Map<String, Arm> arms = new LinkedHashMap<>();
    for (BenchSubject subject : subjects) {
      String file = subject.file().toAbsolutePath().toString();
      arms.put(subject.name(), new Arm(argument, file, device, hostSize.asMap(), SEED));
    }
    Map<String, HostScore> scores = new HostBench(options).run(arms);
    List<BenchRow> rows = new ArrayList<>();
    for (BenchSubject subject : subjects) {
      HostScore score = Objects.requireNonNull(scores.get(subject.name()), subject.name());
      rows.add(row(subjects.get(0), subject, score));
    }
    return new BenchReport(task.name(), device, task.dims(), hostSize, rows);
  }

  private static BenchRow row(BenchSubject baseline, BenchSubject subject, HostScore score) {
    return subject
        .inTurn()
        .map(
            times ->
                new BenchRow(subject.name(), times.now(), times.speedup(), times.noise(), score))
        .orElseGet(
            () ->
                new BenchRow(
                    subject.name(),
                    subject.time(),
                    Speedup.of(baseline.time(), subject.time()),
                    new NoiseFloor(0),
                    score));
  }
}
