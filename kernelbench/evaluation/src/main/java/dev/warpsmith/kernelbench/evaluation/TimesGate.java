package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.profiler.timing.Interval;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.StoppingRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Times a candidate at full size and checks what the timed launches themselves computed, where they
 * leave final results: not where launches add to each other's output.
 */
final class TimesGate {
  /** How often a plan is timed whose time the samples leave open. */
  private static final int SESSIONS = 3;

  /** Part of the reference's work at full size that is spent on timed launches. */
  private static final long SHARE = 5;

  /** Part of a median by which its interval may be wide before nothing can be said of it. */
  private static final double WIDEST = 0.5;

  private final Subject subject;
  private final Oracle oracle;
  private final ErrorBounds bounds;
  private final FullSizeMemory full;
  private final EvaluationSettings settings;
  private final Explainer explainer;

  TimesGate(
      Subject subject,
      Oracle oracle,
      ErrorBounds bounds,
      FullSizeMemory full,
      EvaluationSettings settings,
      Explainer explainer) {
    this.subject = subject;
    this.oracle = oracle;
    this.bounds = bounds;
    this.full = full;
    this.settings = settings;
    this.explainer = explainer;
  }

  /**
   * Times the candidate.
   *
   * @param rival what a device that measures times in turn with it, if there is one
   */
  TimingResult time(Optional<Subject> rival) {
    return subject.device().timer().map(timer -> measured(timer, rival)).orElseGet(this::modelled);
  }

  /**
   * Times a plan; again where the samples leave its time open, for the GPU may have been disturbed.
   */
  private TimingResult measured(LaunchTimer timer, Optional<Subject> rival) {
    TimingResult result = session(timer, rival);
    for (int i = 1; i < SESSIONS && isUnstable(result); i++) {
      result = session(timer, rival);
    }
    return result;
  }

  private static boolean isUnstable(TimingResult result) {
    return result.result().failure().filter(verdict -> verdict == Verdict.UNSTABLE).isPresent();
  }

  private TimingResult session(LaunchTimer timer, Optional<Subject> rival) {
    TimingResult result =
        new MeasuredTimer(subject, timer, full, StoppingRule.standard(), Optional.of(explainer))
            .time(rival);
    return changed().orElseGet(() -> known(comparable(result, true)));
  }

  /** Refuses a time that the samples leave open, however right the outputs are. */
  private static TimingResult known(TimingResult result) {
    return result
        .timing()
        .filter(timing -> width(timing.measurement()) > WIDEST)
        .map(timing -> TimingResult.refused(unstable(timing.measurement())))
        .orElse(result);
  }

  private static double width(Measurement measurement) {
    Interval interval = measurement.interval();
    return (interval.high() - interval.low()) / measurement.median();
  }

  private static GateResult unstable(Measurement measurement) {
    return GateResult.refused(
        Verdict.UNSTABLE,
        String.format(
            Locale.ROOT,
            "the time is not known: after %d samples the median may be anything from %.2f to %.2f"
                + " us (95 %%); other work on the GPU, or a kernel whose time depends on chance",
            measurement.micros().size(),
            measurement.interval().low(),
            measurement.interval().high()));
  }

  private TimingResult modelled() {
    ModelledTimer timer = new ModelledTimer(subject, full, settings);
    TimingResult result = timer.time();
    if (timer.inParts() && !timer.extrapolated()) {
      return changed().orElseGet(() -> apart(result, timer.onLikely()));
    }
    boolean whole = !timer.extrapolated() && !new LaunchOrder(subject).anyMixes();
    return changed().orElseGet(() -> comparable(result, whole));
  }

  /** Says why nobody looks at what launches computed that found poison in place of values. */
  private static TimingResult apart(TimingResult result, boolean likely) {
    String why =
        likely
            ? "launches timed apart, on normally distributed values: those only choose between"
                + " pieces of arithmetic"
            : "launches timed apart: nothing that they do depends on what memory holds";
    return result.timing().isEmpty() ? result : result.saying(List.of(why));
  }

  private Optional<TimingResult> changed() {
    Optional<String> changed = full.tensors().changedInput(full.values());
    changed.ifPresent(any -> full.regenerate());
    return changed.map(
        input ->
            TimingResult.refused(
                GateResult.refused(
                    Verdict.CHEATED,
                    "the timed launches changed their input: " + input + " (at full size)")));
  }

  private TimingResult comparable(TimingResult result, boolean whole) {
    boolean comparable = whole && result.timing().isPresent() && oracle.prepareElements(full);
    return comparable ? checked(result) : result;
  }

  private TimingResult checked(TimingResult result) {
    List<String> facts = new ArrayList<>();
    WrittenComparison comparison = new WrittenComparison(oracle, bounds, full);
    for (TensorSpec output : subject.task().outputs()) {
      WrittenComparison.Checked found =
          comparison.compare(output, full.written(output), settings.oracleOperations() / SHARE);
      Optional<GateResult> refusal =
          found.refusal(
              Verdict.NOT_DETERMINISTIC,
              "the timed launches compute something else than the checked ones: ",
              " (at full size)");
      if (refusal.isPresent()) {
        return TimingResult.refused(refusal.get());
      }
      facts.add(
          found.comparison().compared() + " elements of " + output.name() + " as timed are right");
    }
    return result.saying(facts);
  }
}
