package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** Warps ask for sectors of which they use only a part. */
final class UncoalescedAccess implements Rule {
  private static final double USED = 90;

  @Override
  public Optional<Cause> find(Reading reading) {
    double loads = reading.metric(KeyMetrics.LOAD_SECTORS, 0);
    double stores = reading.metric(KeyMetrics.STORE_SECTORS, 0);
    double usedLoads = Math.min(100, reading.metric(KeyMetrics.BYTES_PER_SECTOR_LOAD, 100));
    double usedStores = Math.min(100, reading.metric(KeyMetrics.BYTES_PER_SECTOR_STORE, 100));
    double wastedLoads = loads * (100 - usedLoads);
    double wastedStores = stores * (100 - usedStores);
    boolean loading = wastedLoads >= wastedStores;
    double used = loading ? usedLoads : usedStores;
    if (loads + stores == 0 || used >= USED) {
      return Optional.empty();
    }
    double left = 1 - (wastedLoads + wastedStores) / (100 * (loads + stores));
    double dram = Math.min(1, Math.max(left, reading.leastBytes() / reading.dramBytes()));
    Effect without =
        new Effect()
            .scale(Resource.L1, left)
            .scale(Resource.L2, left)
            .scale(Resource.DRAM, dram)
            .scale(Resource.LATENCY, Math.sqrt(left));
    String ratio = loading ? KeyMetrics.SECTORS_PER_LOAD : KeyMetrics.SECTORS_PER_STORE;
    String share = loading ? KeyMetrics.BYTES_PER_SECTOR_LOAD : KeyMetrics.BYTES_PER_SECTOR_STORE;
    double sectors = reading.metric(ratio, 0);
    return Optional.of(
        new Cause(
            "uncoalesced access",
            Reading.text(
                "a %s touches %.1f sectors where %.1f would do (%.0f %% of their bytes are used)",
                loading ? "load" : "store", sectors, sectors * used / 100, used),
            reading.gain(without),
            List.of(ratio, share, KeyMetrics.L2_THROUGHPUT, KeyMetrics.L1_THROUGHPUT),
            List.of(
                Remedy.up("vector"),
                Remedy.up("x"),
                Remedy.up("lanes"),
                Remedy.up("tile"),
                Remedy.other("layout"),
                Remedy.other("order"),
                Remedy.other("stage"))));
  }
}
