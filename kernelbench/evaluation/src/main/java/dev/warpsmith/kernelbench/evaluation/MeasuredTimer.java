package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Interval;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.NoiseFloor;
import dev.warpsmith.profiler.timing.Sampler;
import dev.warpsmith.profiler.timing.Speedup;
import dev.warpsmith.profiler.timing.StoppingRule;
import dev.warpsmith.profiler.timing.TimedArms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Times a plan on a device that measures: at full size, with a cold cache, all launches of the plan
 * together. Beside it the hot time, and the baseline's in turn with it (ABBA) in the same session.
 *
 * <p>The last run is on fresh memory: outputs hold what one timed run of the plan wrote.
 */
final class MeasuredTimer {
  /** A hot sample of short kernels is of as many runs as take this long. */
  private static final double HOT_SAMPLE_MICROS = 2_000;

  private static final int MOST_REPEATS = 1000;
  private static final int HOT_SAMPLES = 10;

  private final Subject subject;
  private final LaunchTimer timer;
  private final FullSizeMemory full;
  private final StoppingRule rule;
  private final Optional<Explainer> explainer;

  /**
   * @param explainer says where the time goes, if somebody wants to know
   */
  MeasuredTimer(
      Subject subject,
      LaunchTimer timer,
      FullSizeMemory full,
      StoppingRule rule,
      Optional<Explainer> explainer) {
    this.subject = subject;
    this.timer = timer;
    this.full = full;
    this.rule = rule;
    this.explainer = explainer;
  }

  /** Times the plan, without a rival. */
  TimingResult time() {
    return time(Optional.empty());
  }

  /**
   * Times the plan, other runs kept off the device.
   *
   * @param rival the baseline, timed in turn with it
   */
  TimingResult time(Optional<Subject> rival) {
    LaunchTimer.Reservation reservation = timer.reserve();
    try (Arm own = new Arm(subject)) {
      if (rival.isEmpty()) {
        return time(own, Optional.empty(), reservation);
      }
      try (Arm other = new Arm(rival.get())) {
        return time(own, Optional.of(other), reservation);
      }
    } finally {
      reservation.close();
    }
  }

  private TimingResult time(Arm own, Optional<Arm> rival, LaunchTimer.Reservation reservation) {
    Optional<DeviceFault> cold = own.warmUp();
    if (cold.isPresent()) {
      return refused(cold.get());
    }
    TimedArms arms =
        rival
            .map(other -> TimedArms.interleaved(own.cold(), other.cold(), rule))
            .orElseGet(() -> TimedArms.of(own.cold(), rule));
    if (arms.ended().isPresent()) {
      return refused(arms.ended().get());
    }
    Measurement measurement = measured(arms.firstSamples());
    List<String> facts = new ArrayList<>();
    rival.ifPresent(other -> facts.add(comparison(arms, measurement)));
    own.hot(measurement.median()).ifPresent(facts::add);
    facts.addAll(reservation.clocks());
    Explanation explanation = explainer.map(own::explained).orElseGet(Explanation::none);
    facts.addAll(explanation.facts());
    Optional<DeviceFault> last = own.runOnceOnFreshMemory();
    return last.map(MeasuredTimer::refused)
        .orElseGet(() -> result(measurement, explanation, facts));
  }

  private TimingResult result(
      Measurement measurement, Explanation explanation, List<String> facts) {
    Interval interval = measurement.interval();
    String sampling =
        String.format(
            Locale.ROOT,
            "full size, cold cache: %d samples, median between %.2f and %.2f us (95 %%)",
            measurement.micros().size(),
            interval.low(),
            interval.high());
    TimingResult timed =
        TimingResult.of(
            new CandidateTiming(
                measurement,
                explanation.profiles(),
                new SpeedOfLight(subject.task(), subject.device().spec()).roofline(),
                sampling,
                explanation.modelled()));
    List<String> all = new ArrayList<>(timed.result().facts());
    all.addAll(facts);
    return new TimingResult(GateResult.passed(all), timed.timing());
  }

  private String comparison(TimedArms arms, Measurement own) {
    Speedup speedup = Speedup.of(measured(arms.secondSamples()), own);
    NoiseFloor noise = arms.noise(timer.instrument());
    return String.format(
        Locale.ROOT,
        "in turn with the naive kernels: %.3fx (95 %%: %.3f to %.3f), %s; noise of the naive"
            + " kernels against themselves %.1f %%",
        speedup.ratio(),
        speedup.interval().low(),
        speedup.interval().high(),
        noise.outcome(speedup).name().toLowerCase(Locale.ROOT),
        100 * noise.part());
  }

  private Measurement measured(List<Double> micros) {
    return new Measurement(Clock.CUDA_EVENT, timer.instrument(), micros);
  }

  /** Says who ran: what a candidate leaves behind may be what the naive kernels fall over. */
  private static TimingResult refused(TimedArms.Ended ended) {
    return ended.arm() == TimedArms.Arm.FIRST
        ? refused(ended.fault())
        : TimingResult.refused(
            Faults.refusal(
                ended.fault(),
                "the naive kernels, proven before, in turn with the candidate at full size"));
  }

  private static TimingResult refused(DeviceFault fault) {
    return TimingResult.refused(Faults.refusal(fault, "timed at full size"));
  }

  /** One of the plans that are timed, loaded anew. */
  private final class Arm implements AutoCloseable {
    private final Subject subject;
    private final TimedPlan timed;
    private final BoundPlan plan;
    private final LoadedModule module;

    Arm(Subject subject) {
      this.subject = subject;
      this.timed = new TimedPlan(subject, timer, full);
      this.plan = timed.plan();
      this.module = timed.module();
    }

    Sampler cold() {
      return timed.cold();
    }

    Optional<DeviceFault> warmUp() {
      return timed.warmUp();
    }

    /** Returns what the plan takes when it has just run, as a fact. */
    Optional<String> hot(double coldMicros) {
      int repeats =
          (int) Math.max(1, Math.min(MOST_REPEATS, Math.ceil(HOT_SAMPLE_MICROS / coldMicros)));
      return timer
          .time(module, plan.launches(), new TimingRequest(false, HOT_SAMPLES, repeats))
          .match(
              taken ->
                  Optional.of(
                      String.format(
                          Locale.ROOT,
                          "hot: %.2f us (%d runs in a row)",
                          measured(taken.micros()).median(),
                          repeats)),
              faulted -> Optional.empty());
    }

    /** Explains the plan's time, if each of its launches can be timed alone. */
    Explanation explained(Explainer with) {
      List<Measurement> times = times();
      return times.size() == plan.launches().size()
          ? with.explain(subject, module, plan.launches(), full, times)
          : Explanation.none();
    }

    /** Times each launch alone, on the values that the plan's last run left. */
    private List<Measurement> times() {
      List<Measurement> times = new ArrayList<>();
      for (KernelLaunch launch : plan.launches()) {
        timer
            .time(module, List.of(launch), new TimingRequest(true, HOT_SAMPLES, 1))
            .match(taken -> times.add(measured(taken.micros())), faulted -> false);
      }
      return times;
    }

    Optional<DeviceFault> runOnceOnFreshMemory() {
      full.fresh();
      plan.poisonScratch(SizeRun.poison(full.inputs()));
      return cold()
          .take(1)
          .match(taken -> Optional.empty(), faulted -> Optional.of(faulted.fault()));
    }

    @Override
    public void close() {
      timed.close();
    }
  }
}
