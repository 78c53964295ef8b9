package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** More bytes cross DRAM than the task must move. */
final class ExtraTraffic implements Rule {
  private static final double MUCH = 1.1;

  @Override
  public Optional<Cause> find(Reading reading) {
    double bytes = 0;
    for (KernelProfile profile : reading.timing().profiles()) {
      bytes += profile.value(KeyMetrics.DRAM_READ).orElse(0);
      bytes += profile.value(KeyMetrics.DRAM_WRITE).orElse(0);
    }
    double least = reading.leastBytes();
    if (least <= 0 || bytes < MUCH * least) {
      return Optional.empty();
    }
    double own = reading.dramBytes();
    double left = own <= 0 ? 1 : Math.max(0.05, (own - (bytes - least)) / own);
    return Optional.of(
        new Cause(
            "extra traffic",
            Reading.text("%.0f MB cross DRAM where %.0f would do", bytes / 1e6, least / 1e6),
            reading.gain(new Effect().scale(Resource.DRAM, left)),
            List.of(
                KeyMetrics.DRAM_READ,
                KeyMetrics.DRAM_WRITE,
                KeyMetrics.L2_HIT_RATE,
                KeyMetrics.DRAM_THROUGHPUT),
            List.of(
                Remedy.other("cache"),
                Remedy.other("online"),
                Remedy.other("group"),
                Remedy.other("order"),
                Remedy.down("split"),
                Remedy.up("bm"),
                Remedy.up("bn"))));
  }
}
