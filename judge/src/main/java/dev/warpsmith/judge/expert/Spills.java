package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** Threads keep values in local memory because they have too few registers. */
final class Spills implements Rule {
  /** Local memory is laid out so that a warp's access is coalesced. */
  private static final double SECTORS_PER_ACCESS = 4;

  @Override
  public Optional<Cause> find(Reading reading) {
    double local =
        reading.metric(KeyMetrics.LOCAL_LOAD_SECTORS, 0)
            + reading.metric(KeyMetrics.LOCAL_STORE_SECTORS, 0);
    double global =
        reading.metric(KeyMetrics.LOAD_SECTORS, 0) + reading.metric(KeyMetrics.STORE_SECTORS, 0);
    if (local == 0) {
      return Optional.empty();
    }
    double left = global / (global + local);
    double instructions = Math.max(1, reading.metric(KeyMetrics.INSTRUCTIONS, 1));
    double issued = Math.max(0.1, 1 - local / SECTORS_PER_ACCESS / instructions);
    Effect without =
        new Effect()
            .scale(Resource.L1, left)
            .scale(Resource.LSU, left)
            .scale(Resource.ISSUE, issued)
            .scale(Resource.LATENCY, 0.5 + 0.5 * left);
    return Optional.of(
        new Cause(
            "spills",
            Reading.text(
                "threads of %.0f registers keep values in local memory: %.0f %% of all sectors",
                reading.metric(KeyMetrics.REGISTERS, 0), 100 * (1 - left)),
            reading.gain(without),
            List.of(
                KeyMetrics.REGISTERS,
                KeyMetrics.LOCAL_LOAD_SECTORS,
                KeyMetrics.LOCAL_STORE_SECTORS,
                KeyMetrics.L1_THROUGHPUT),
            LowOccupancy.FEWER_REGISTERS));
  }
}
