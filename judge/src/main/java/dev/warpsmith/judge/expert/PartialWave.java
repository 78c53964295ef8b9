package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** The last wave of blocks fills only a part of the SMs. */
final class PartialWave implements Rule {
  @Override
  public Optional<Cause> find(Reading reading) {
    TimeBreakdown time = reading.time();
    if (time.waves() <= 1) {
      return Optional.empty();
    }
    double left = 1 - time.tailFraction();
    Effect without = new Effect().scaleSm(left).scale(Resource.LATENCY, left);
    return Optional.of(
        new Cause(
            "a partly filled last wave",
            Reading.text(
                "%.1f waves of blocks leave %.0f %% of the SMs' slots idle",
                time.waves(), 100 * time.tailFraction()),
            reading.gain(without),
            List.of(
                KeyMetrics.WAVES,
                KeyMetrics.GRID_SIZE,
                KeyMetrics.WARPS_ACTIVE,
                KeyMetrics.BLOCK_SIZE),
            List.of(
                Remedy.other("split"),
                Remedy.other("items"),
                Remedy.other("block"),
                Remedy.other("rows"),
                Remedy.other("lines"),
                Remedy.other("tile"),
                Remedy.down("bm"),
                Remedy.down("bn"))));
  }
}
