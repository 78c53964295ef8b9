package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Profiler;
import dev.warpsmith.profiler.model.ModelledClock;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Times a plan that cannot be sampled: counts every block of it at three smaller sizes, and
 * continues the trend of the last two, per launch overhead apart, as a power of the task's work.
 * Everything about the result says so.
 */
final class ExtrapolatedTimer {
  private static final String SUFFIX = ", extrapolated";
  private static final int SIZES = 3;
  private static final double LOWEST_POWER = 0.5;
  private static final double HIGHEST_POWER = 1.5;

  private final Subject subject;
  private final long seed;
  private final EvaluationSettings settings;
  private final Profiler profiler;

  ExtrapolatedTimer(Subject subject, long seed, EvaluationSettings settings, Profiler profiler) {
    this.subject = subject;
    this.seed = seed;
    this.settings = settings;
    this.profiler = profiler;
  }

  /** Tells whether a time was extrapolated. */
  static boolean timed(CandidateTiming timing) {
    return timing.measurement().instrument().endsWith(SUFFIX);
  }

  /** What one size took. */
  private record Point(Bindings size, double work, List<KernelProfile> profiles) {
    List<TimeBreakdown> times() {
      return profiles.stream().map(KernelProfile::time).flatMap(Optional::stream).toList();
    }

    double launchMicros() {
      return times().stream().mapToDouble(TimeBreakdown::launchMicros).sum();
    }

    double workMicros() {
      double total = times().stream().mapToDouble(TimeBreakdown::micros).sum();
      return Math.max(1e-3, total - launchMicros());
    }
  }

  TimingResult time(String reason) {
    List<Point> points = new ArrayList<>();
    for (SmallerSize size : SmallerSize.sizes(subject.task(), SIZES)) {
      try (SizeRun run = SizeRun.open(subject, size.dims())) {
        InputCase inputs = new InputCase(size.dims(), seed, Stress.PLAIN);
        PlanRun ended = run.run(inputs, options());
        if (ended instanceof PlanRun.Faulted faulted) {
          return TimingResult.refused(Faults.refusal(faulted.fault(), "timed at " + size.dims()));
        }
        List<KernelProfile> profiles = run.profiles(profiler, (PlanRun.Completed) ended);
        points.add(new Point(size.dims(), work(size.dims()), profiles));
      }
    }
    return TimingResult.of(timing(points, reason));
  }

  private CandidateTiming timing(List<Point> points, String reason) {
    Point last = points.get(points.size() - 1);
    double growth = Math.pow(work(subject.task().dims()) / last.work(), power(points));
    SpeedOfLight light = new SpeedOfLight(subject.task(), subject.device().spec());
    double micros = last.launchMicros() + last.workMicros() * growth;
    return new CandidateTiming(
        Measurement.modelled(
            ModelledClock.label() + SUFFIX, Math.max(micros, light.roofline().micros())),
        last.profiles(),
        light.roofline(),
        "extrapolated from "
            + points.stream()
                .map(point -> point.size().toString())
                .collect(Collectors.joining(" / "))
            + ", because "
            + reason);
  }

  /** Returns the power of the trend of the last two sizes; 1 if there are none to tell. */
  private static double power(List<Point> points) {
    if (points.size() < 2) {
      return 1;
    }
    Point last = points.get(points.size() - 1);
    Point before = points.get(points.size() - 2);
    double power =
        Math.log(last.workMicros() / before.workMicros()) / Math.log(last.work() / before.work());
    return Math.max(LOWEST_POWER, Math.min(HIGHEST_POWER, power));
  }

  private double work(Bindings size) {
    return subject
        .task()
        .graph()
        .map(graph -> (double) graph.wholeWork(size).flops() + graph.cost(size).bytes())
        .orElseGet(
            () ->
                subject.task().inputs().stream()
                        .mapToDouble(input -> input.tensor().bytes(size))
                        .sum()
                    + subject.task().outputs().stream()
                        .mapToDouble(output -> output.bytes(size))
                        .sum());
  }

  private LaunchOptions options() {
    return LaunchOptions.counting(BlockSelection.all())
        .withStepBudget(settings.completeInstructions());
  }
}
