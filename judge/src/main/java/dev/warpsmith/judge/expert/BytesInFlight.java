package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** Threads wait for loads one after another: too few bytes are under way at once. */
final class BytesInFlight implements Rule {
  private static final double SHOWS = 0.25;
  private static final double WAITING = 20;

  @Override
  public Optional<Cause> find(Reading reading) {
    double waits = reading.metric(KeyMetrics.STALL_LONG, 0);
    if (reading.latencyPart() < SHOWS || waits < WAITING) {
      return Optional.empty();
    }
    return Optional.of(
        new Cause(
            "too few bytes in flight",
            Reading.text(
                "the warps' critical path alone takes %.0f %% of the time, most of it waiting for"
                    + " memory",
                100 * reading.latencyPart()),
            reading.gain(new Effect().scale(Resource.LATENCY, 0.6)),
            List.of(
                KeyMetrics.STALL_LONG,
                KeyMetrics.WARPS_ACTIVE,
                KeyMetrics.DRAM_THROUGHPUT,
                KeyMetrics.REGISTERS),
            List.of(
                Remedy.up("items"),
                Remedy.up("vector"),
                Remedy.up("stages"),
                Remedy.up("unroll"),
                Remedy.up("split"),
                Remedy.other("threads"))));
  }
}
