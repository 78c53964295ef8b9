package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** The grid has too few blocks to give every SM its share. */
final class SmallGrid implements Rule {
  @Override
  public Optional<Cause> find(Reading reading) {
    double blocks = reading.metric(KeyMetrics.GRID_SIZE, Double.MAX_VALUE);
    int sms = reading.gpu().sms();
    if (blocks >= sms) {
      return Optional.empty();
    }
    double left = blocks / sms;
    Effect without =
        new Effect().scaleSm(left).scale(Resource.L2, left).scale(Resource.LATENCY, left);
    return Optional.of(
        new Cause(
            "too small a grid",
            Reading.text("%.0f blocks leave %.0f of %d SMs idle", blocks, sms - blocks, sms),
            reading.gain(without),
            List.of(
                KeyMetrics.GRID_SIZE,
                KeyMetrics.WAVES,
                KeyMetrics.WARPS_ACTIVE,
                KeyMetrics.BLOCK_SIZE),
            MORE_BLOCKS));
  }

  /** What makes more and smaller blocks. */
  static final List<Remedy> MORE_BLOCKS =
      List.of(
          Remedy.up("split"),
          Remedy.down("items"),
          Remedy.down("block"),
          Remedy.down("rows"),
          Remedy.down("lines"),
          Remedy.down("columns"),
          Remedy.down("tile"),
          Remedy.down("bm"),
          Remedy.down("bn"),
          Remedy.down("x"));
}
