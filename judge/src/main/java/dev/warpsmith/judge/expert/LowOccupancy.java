package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** Few warps are resident, so that latency shows; names what limits them. */
final class LowOccupancy implements Rule {
  private static final double ENOUGH = 60;
  private static final double SHOWS = 0.2;

  /** What leaves threads fewer values to keep. */
  static final List<Remedy> FEWER_REGISTERS =
      List.of(
          Remedy.down("tm"),
          Remedy.down("tn"),
          Remedy.down("items"),
          Remedy.down("vector"),
          Remedy.up("threads"),
          Remedy.other("cache"));

  private static final List<Remedy> LESS_SHARED =
      List.of(
          Remedy.down("stages"),
          Remedy.down("bk"),
          Remedy.down("bm"),
          Remedy.down("bn"),
          Remedy.down("tile"),
          Remedy.down("rows"),
          Remedy.other("cache"));

  private static final List<Remedy> OTHER_BLOCK =
      List.of(
          Remedy.other("block"),
          Remedy.other("threads"),
          Remedy.other("rows"),
          Remedy.other("x"),
          Remedy.other("y"));

  @Override
  public Optional<Cause> find(Reading reading) {
    double occupancy = reading.metric(KeyMetrics.THEORETICAL_OCCUPANCY, 100);
    if (occupancy >= ENOUGH || reading.latencyPart() < SHOWS) {
      return Optional.empty();
    }
    double registers = reading.metric(KeyMetrics.OCCUPANCY_LIMIT_REGISTERS, Double.MAX_VALUE);
    double shared = reading.metric(KeyMetrics.OCCUPANCY_LIMIT_SHARED, Double.MAX_VALUE);
    double warps = reading.metric(KeyMetrics.OCCUPANCY_LIMIT_WARPS, Double.MAX_VALUE);
    double blocks = reading.metric(KeyMetrics.OCCUPANCY_LIMIT_BLOCKS, Double.MAX_VALUE);
    double least = Math.min(Math.min(registers, shared), Math.min(warps, blocks));
    if (least == registers) {
      String why = Reading.text("%.0f registers a thread", reading.metric(KeyMetrics.REGISTERS, 0));
      return limited(
          reading,
          why,
          List.of(KeyMetrics.REGISTERS, KeyMetrics.OCCUPANCY_LIMIT_REGISTERS),
          FEWER_REGISTERS);
    }
    if (least == shared) {
      double bytes = reading.metric(KeyMetrics.SHARED_PER_BLOCK, 0);
      String why = Reading.text("%.1f KB of shared memory a block", bytes / 1024);
      return limited(
          reading,
          why,
          List.of(KeyMetrics.SHARED_PER_BLOCK, KeyMetrics.OCCUPANCY_LIMIT_SHARED),
          LESS_SHARED);
    }
    String why = Reading.text("blocks of %.0f threads", reading.metric(KeyMetrics.BLOCK_SIZE, 0));
    return limited(
        reading,
        why,
        List.of(KeyMetrics.BLOCK_SIZE, KeyMetrics.OCCUPANCY_LIMIT_WARPS),
        OTHER_BLOCK);
  }

  private static Optional<Cause> limited(
      Reading reading, String by, List<String> metrics, List<Remedy> remedies) {
    double occupancy = reading.metric(KeyMetrics.THEORETICAL_OCCUPANCY, 100);
    double left = Math.max(0.5, occupancy / 100);
    return Optional.of(
        new Cause(
            "low occupancy",
            Reading.text(
                "%s let %.0f %% of the warp slots be filled, so that %.0f %% of the time is"
                    + " exposed latency",
                by, occupancy, 100 * reading.latencyPart()),
            reading.gain(new Effect().scale(Resource.LATENCY, left)),
            List.of(
                KeyMetrics.THEORETICAL_OCCUPANCY,
                metrics.get(0),
                metrics.get(1),
                KeyMetrics.STALL_LONG),
            remedies));
  }
}
