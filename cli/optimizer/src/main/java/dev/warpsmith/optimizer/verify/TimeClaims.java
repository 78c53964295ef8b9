package dev.warpsmith.optimizer.verify;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.optimizer.EvidenceBundle;
import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.profiler.timing.Speedup;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares claimed times with those found here. Modelled times of the same compiler, emulator and
 * model are the same to the last bit; others are not compared.
 */
final class TimeClaims {
  private final EvidenceBundle bundle;
  private final Optional<String> incomparable;

  /**
   * @param incomparable why times cannot be compared
   */
  TimeClaims(EvidenceBundle bundle, Optional<String> incomparable) {
    this.bundle = bundle;
    this.incomparable = incomparable;
  }

  List<Claim> of(Attempt attempt) {
    Optional<CandidateTiming> timing = attempt.timing();
    Optional<Baseline> baseline = attempt.baseline();
    RoundRecord.Time claimed = bundle.time();
    Optional<String> relative = relative(baseline);
    String clock = bundle.baseline().clock() + " " + bundle.baseline().instrument();
    return List.of(
        compare(
            "baseline's time",
            clock,
            bundle.baseline().micros(),
            baseline.map(found -> found.timing().micros()),
            " us",
            relative),
        compare(
            "candidate's time",
            clock,
            claimed.micros(),
            timing.map(CandidateTiming::micros),
            " us",
            incomparable),
        compare(
            "speedup",
            "over the " + bundle.baseline().kind() + " kernels",
            claimed.speedup(),
            timing.map(found -> speedup(baseline.orElseThrow(), found)),
            "x",
            relative),
        compare(
            "speed of light",
            "the fraction reached",
            claimed.fraction(),
            timing.map(CandidateTiming::fraction),
            "",
            incomparable));
  }

  /** Returns why what depends on the naive kernels cannot be compared. */
  private Optional<String> relative(Optional<Baseline> baseline) {
    boolean others = baseline.isPresent() && !bundle.isNaive(baseline.get().candidate());
    return incomparable.isEmpty() && others
        ? Optional.of("not comparable: other naive kernels")
        : incomparable;
  }

  private static double speedup(Baseline baseline, CandidateTiming timing) {
    return Speedup.of(baseline.timing().measurement(), timing.measurement()).ratio();
  }

  private static Claim compare(
      String name,
      String what,
      double claimed,
      Optional<Double> found,
      String unit,
      Optional<String> reason) {
    String was = number(claimed) + unit + " claimed (" + what + ")";
    if (found.isEmpty()) {
      return Claim.unknown(name, was + "; nothing was timed here");
    }
    if (reason.isPresent()) {
      return Claim.unknown(
          name, was + ", " + number(found.get()) + unit + " here; " + reason.get());
    }
    return found.get() == claimed
        ? Claim.held(name, was + ", the same here to the last bit")
        : Claim.broken(name, was + ", " + number(found.get()) + unit + " here");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.6f" : "%.4f", value);
  }
}
