package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Dim3;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockSampleTest {
  private static final BlockSelection WAVES = new BlockSelection.SampledWaves(1, 1_000_000);

  @Test
  void runsASmallGridWhole() {
    BlockSample sample = BlockSample.of(WAVES, Dim3.of(100), 264, block -> 1000);
    assertThat(sample.complete()).isTrue();
    assertThat(sample.description()).isEqualTo("all 100 blocks");
  }

  @Test
  void samplesAWarmingAndACountedWaveFromTheMiddle() {
    BlockSample sample = BlockSample.of(WAVES, Dim3.of(10_000), 264, block -> 1000);
    assertThat(sample.warming()).hasSize(264).startsWith(4736L);
    assertThat(sample.counted()).hasSize(264).startsWith(5000L);
    assertThat(sample.description()).isEqualTo("264 of 10000 blocks after 264 that warm L2");
    assertThat(sample.probes()).containsExactly(5000L, 2499L, 4999L, 5001L, 6249L, 7499L);
    assertThat(sample.toRun()).hasSize(528 + 3).endsWith(2499L, 6249L, 7499L);
    assertThat(sample.toRun().subList(0, 528)).isSorted();
  }

  @Test
  void leavesTheWarmingOutWhereOnlyOneWaveIsAffordable() {
    BlockSample sample = BlockSample.of(WAVES, Dim3.of(10_000), 264, block -> 3000);
    assertThat(sample.warming()).isEmpty();
    assertThat(sample.counted()).hasSize(264);
    assertThat(sample.slice()).isFalse();
    assertThat(sample.description()).isEqualTo("264 of 10000 blocks");
  }

  @Test
  void cutsASliceWhereAWaveIsTooMuch() {
    BlockSample sample = BlockSample.of(WAVES, new Dim3(32, 32, 1), 264, block -> 100_000);
    assertThat(sample.slice()).isTrue();
    assertThat(sample.counted()).hasSize(9).contains(15L * 32 + 14);
    assertThat(sample.description()).startsWith("9 of 1024 blocks (less than a wave of 264");
  }

  @Test
  void slicesALineOfBlocksAlongIt() {
    BlockSample sample = BlockSample.of(WAVES, Dim3.of(5000), 264, block -> 50_000);
    assertThat(sample.probes()).hasSize(6);
    assertThat(sample.counted()).hasSize(20 - 6).isSorted();
  }

  @Test
  void takesListedBlocksAsTheyAre() {
    BlockSelection listed = new BlockSelection.Listed(List.of(7L, 3L));
    BlockSample sample = BlockSample.of(listed, Dim3.of(10), 264, block -> 1);
    assertThat(sample.counted()).containsExactly(3L, 7L);
    assertThat(sample.warming()).isEmpty();
  }
}
