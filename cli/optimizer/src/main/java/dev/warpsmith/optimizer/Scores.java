package dev.warpsmith.optimizer;

import dev.warpsmith.coder.Instruction;
import dev.warpsmith.judge.Bottleneck;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.RoundRecord.Asked;
import dev.warpsmith.optimizer.RoundRecord.Time;
import dev.warpsmith.profiler.timing.Speedup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Compares each round with the baseline, with the candidate it was made from, and the best one. */
final class Scores {
  private final Baseline baseline;
  private final double minGain;
  private final Map<String, Double> microsByDigest = new HashMap<>();
  private final Map<String, Integer> roundByDigest = new HashMap<>();
  private double bestMicros = Double.POSITIVE_INFINITY;

  Scores(Baseline baseline, double minGain) {
    this.baseline = baseline;
    this.minGain = minGain;
  }

  /**
   * Returns the record of a round; rounds must come in order.
   *
   * @param place where in the strategy's search it is
   */
  RoundRecord score(Round round, String place) {
    String digest = CandidateJson.digest(round.candidate());
    Optional<CandidateTiming> timing =
        round.evaluation().match(failed -> Optional.empty(), ok -> Optional.of(ok.timing()));
    OptionalDouble gain = gain(round, timing);
    OptionalInt from = from(round);
    roundByDigest.putIfAbsent(digest, round.number());
    timing.ifPresent(time -> microsByDigest.put(digest, time.micros()));
    boolean best = timing.filter(this::leads).isPresent();
    if (best) {
      bestMicros = timing.orElseThrow().micros();
    }
    return new RoundRecord(
        round.number(),
        place,
        digest,
        from,
        asked(round),
        round.evaluation().verdict().toString(),
        round.evaluation().message(),
        round.evaluation().evidence().stream().map(Evidence::toString).toList(),
        timing.map(this::time),
        gain,
        best);
  }

  /** Tells whether a candidate would be the best so far. */
  boolean leads(CandidateTiming timing) {
    return timing.micros() * minGain < bestMicros;
  }

  private Time time(CandidateTiming timing) {
    double speedup = Speedup.of(baseline.timing().measurement(), timing.measurement()).ratio();
    return new Time(timing.micros(), speedup, timing.fraction(), bound(timing));
  }

  /** Returns what holds the longest launch back, or empty text where that is not known. */
  private static String bound(CandidateTiming timing) {
    return Bottleneck.of(timing).map(found -> found.limit().label()).orElse("");
  }

  private OptionalDouble gain(Round round, Optional<CandidateTiming> timing) {
    Optional<Double> before =
        parent(round)
            .flatMap(p -> Optional.ofNullable(microsByDigest.get(CandidateJson.digest(p))));
    return before.isPresent() && timing.isPresent()
        ? OptionalDouble.of(before.get() / timing.get().micros())
        : OptionalDouble.empty();
  }

  private OptionalInt from(Round round) {
    Optional<Integer> number =
        parent(round).flatMap(p -> Optional.ofNullable(roundByDigest.get(CandidateJson.digest(p))));
    return number.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static Optional<Candidate> parent(Round round) {
    return round
        .assignment()
        .match(
            draft -> Optional.empty(),
            repair -> Optional.of(repair.candidate()),
            optimize -> Optional.of(optimize.candidate()));
  }

  private static Optional<Asked> asked(Round round) {
    return round
        .assignment()
        .match(
            draft -> Optional.empty(),
            repair -> Optional.of(asked(repair.instruction())),
            optimize -> Optional.of(asked(optimize.instruction())));
  }

  private static Asked asked(Instruction instruction) {
    return new Asked(
        instruction.bottleneck(),
        instruction.remedy(),
        instruction.move(),
        instruction.metrics(),
        instruction.predictedGain(),
        instruction.basis());
  }
}
