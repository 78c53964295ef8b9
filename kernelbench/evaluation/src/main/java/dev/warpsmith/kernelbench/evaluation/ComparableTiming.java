package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.profiler.Profiler;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes candidates' times comparable with the baseline's where only one of the two could be sampled
 * at full size: then both are extrapolated from the same smaller sizes.
 *
 * <p>A candidate that had to be extrapolated beside a sampled baseline gets the baseline's time,
 * divided by the speedup over the extrapolated baseline.
 */
final class ComparableTiming {
  private final Subject naive;
  private final CandidateTiming baseline;
  private final long seed;
  private final EvaluationSettings settings;

  /**
   * @param naive the baseline's kernels
   * @param baseline how they were timed
   */
  ComparableTiming(
      Subject naive, CandidateTiming baseline, long seed, EvaluationSettings settings) {
    this.naive = naive;
    this.baseline = baseline;
    this.seed = seed;
    this.settings = settings;
  }

  /** Returns a candidate's timing, comparable with the baseline's. */
  TimingResult of(Subject candidate, TimingResult timed) {
    Optional<CandidateTiming> timing = timed.timing();
    if (timing.isEmpty() || instrument(timing.get()).equals(instrument(baseline))) {
      return timed;
    }
    if (ExtrapolatedTimer.timed(baseline)) {
      TimingResult extrapolated = extrapolate(candidate, "the naive kernels had to be");
      return extrapolated.timing().map(found -> replaced(timed, found)).orElse(extrapolated);
    }
    TimingResult other = extrapolate(naive, "a candidate had to be");
    return other
        .timing()
        .map(found -> replaced(timed, inProportion(timing.get(), found)))
        .orElse(other);
  }

  private static TimingResult replaced(TimingResult timed, CandidateTiming timing) {
    List<String> facts = new ArrayList<>(TimingResult.of(timing).result().facts());
    facts.addAll(timed.result().facts());
    return new TimingResult(GateResult.passed(facts), Optional.of(timing));
  }

  private CandidateTiming inProportion(CandidateTiming candidate, CandidateTiming other) {
    double speedup = other.micros() / candidate.micros();
    double micros = Math.max(baseline.micros() / speedup, candidate.speedOfLight().micros());
    return new CandidateTiming(
        Measurement.modelled(instrument(baseline), micros),
        candidate.profiles(),
        candidate.speedOfLight(),
        candidate.sampling() + ", in proportion to the naive kernels extrapolated alike");
  }

  private TimingResult extrapolate(Subject subject, String reason) {
    Profiler profiler = new Profiler(subject.device().id(), subject.device().spec());
    return new ExtrapolatedTimer(subject, seed, settings, profiler).time(reason);
  }

  private static String instrument(CandidateTiming timing) {
    return timing.measurement().instrument();
  }
}
