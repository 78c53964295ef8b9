package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** Warps wait for each other at barriers. */
final class BarrierStalls implements Rule {
  private static final double MUCH = 10;

  @Override
  public Optional<Cause> find(Reading reading) {
    double stalled = reading.metric(KeyMetrics.STALL_BARRIER, 0);
    if (stalled < MUCH) {
      return Optional.empty();
    }
    double ofLatency = Math.min(0.9, stalled / 100 / Math.max(0.05, reading.latencyPart()));
    return Optional.of(
        new Cause(
            "barrier stalls",
            Reading.text("warps wait %.0f %% of their time at barriers", stalled),
            reading.gain(new Effect().scale(Resource.LATENCY, 1 - ofLatency)),
            List.of(
                KeyMetrics.STALL_BARRIER,
                KeyMetrics.BLOCK_SIZE,
                KeyMetrics.WARPS_ACTIVE,
                KeyMetrics.STALL_LONG),
            List.of(
                Remedy.down("threads"),
                Remedy.down("block"),
                Remedy.down("y"),
                Remedy.up("bk"),
                Remedy.up("stages"),
                Remedy.up("items"))));
  }
}
