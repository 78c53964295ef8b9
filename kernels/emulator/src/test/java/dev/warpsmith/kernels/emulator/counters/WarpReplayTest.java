package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.Gpus;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarpReplayTest {
  private final Tally counts = new Tally();
  private final AccessStream stream = new AccessStream();

  @Test
  void warpsThatReadTheSameLinesShareThemThoughTheyRanOneAfterTheOther() {
    WarpReplay replay = replay(4, 16 * 128);
    for (int warp = 0; warp < 4; warp++) {
      for (int line = 0; line < 1000; line++) {
        replay.enter(warp, 0);
        replay.access(warp, WarpLog.LOAD, line, 0b1111);
      }
      replay.end(warp);
    }
    assertThat(counts.get(Counter.L1_LOAD_SECTORS)).isEqualTo(16_000);
    assertThat(counts.get(Counter.L1_LOAD_HITS)).isEqualTo(12_000);
    assertThat(stream.size()).isEqualTo(1000);
  }

  @Test
  void replaysAtEachBarrierAndWhenWarpsHaveEnded() {
    WarpReplay replay = replay(2, 16 * 128);
    replay.access(0, WarpLog.STORE, 1, 1);
    replay.barrier(0);
    assertThat(stream.size()).isZero();
    replay.access(1, WarpLog.STORE, 2, 1);
    replay.barrier(1);
    assertThat(stream.size()).isEqualTo(2);
    replay.end(0);
    replay.access(1, WarpLog.ATOMIC, 3, 1);
    replay.barrier(1);
    assertThat(stream.size()).isEqualTo(4);
    assertThat(stream.isWrite(2)).isFalse();
    assertThat(stream.isWrite(3)).isTrue();
  }

  @Test
  void uncachedLoadsAlwaysMiss() {
    WarpReplay replay = replay(1, 16 * 128);
    replay.access(0, WarpLog.UNCACHED_LOAD, 5, 0b0011);
    replay.access(0, WarpLog.UNCACHED_LOAD, 5, 0b0011);
    replay.replay();
    assertThat(counts.get(Counter.L1_LOAD_HITS)).isZero();
    assertThat(stream.size()).isEqualTo(2);
    assertThat(stream.sectors(1)).isEqualTo(0b0011);
  }

  private WarpReplay replay(int warps, long l1Bytes) {
    BlockCost empty =
        new BlockCost(new BasicBlockShape(0, List.of(), List.of(), 0), Gpus.find("h200").latency());
    Timeline timeline = new Timeline(new BlockCost[] {empty}, warps);
    return new WarpReplay(warps, new SectoredCache(l1Bytes, 8), timeline, counts, stream);
  }
}
