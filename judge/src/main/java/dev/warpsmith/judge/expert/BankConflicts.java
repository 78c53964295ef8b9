package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** Lanes of a warp meet in a bank of shared memory, so that an access takes several passes. */
final class BankConflicts implements Rule {
  private static final double FEW = 0.1;

  @Override
  public Optional<Cause> find(Reading reading) {
    double wavefronts = reading.metric(KeyMetrics.SHARED_WAVEFRONTS, 0);
    double conflicts = reading.metric(KeyMetrics.BANK_CONFLICTS, 0);
    if (wavefronts == 0 || conflicts < FEW * wavefronts) {
      return Optional.empty();
    }
    double left = Math.max(0.03, 1 - conflicts / wavefronts);
    Effect without = new Effect().scale(Resource.SHARED, left).scale(Resource.LATENCY, 0.9);
    return Optional.of(
        new Cause(
            "bank conflicts",
            Reading.text(
                "bank conflicts make an access to shared memory take %.1f passes instead of one",
                1 / left),
            reading.gain(without),
            List.of(
                KeyMetrics.BANK_CONFLICTS,
                KeyMetrics.SHARED_WAVEFRONTS,
                KeyMetrics.L1_THROUGHPUT,
                KeyMetrics.STALL_SHORT),
            List.of(
                Remedy.other("pad"),
                Remedy.other("padding"),
                Remedy.other("swizzle"),
                Remedy.other("layout"),
                Remedy.other("cache"))));
  }
}
