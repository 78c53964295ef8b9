package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountedRunTest {
  private static final int BLOCKS = 20_000;

  /** Sampled as: all blocks; waves; one wave; a slice. */
  @ParameterizedTest
  @ValueSource(longs = {1_000_000_000, 1_000_000, 60_000, 200})
  void runsNoBlockTwice(long target) {
    try (KernelRunner runner = new KernelRunner(KernelRunner.resource("races.sm_90.ptx"))) {
      DeviceBuffer y = runner.floats("y", new float[BLOCKS * 32]);
      LaunchRecord record =
          launch(runner, y, Dim3.of(BLOCKS), new BlockSelection.SampledWaves(1, target));
      float[] values = KernelRunner.floats(y);
      int written = 0;
      for (float value : values) {
        assertThat(value).isIn(0f, 1f);
        written += value != 0 ? 1 : 0;
      }
      assertThat(written).isEqualTo(32 * (int) record.blocksRun());
    }
  }

  @Test
  void countsTheBlockThatRanFirstLikeTheOthers() {
    try (KernelRunner runner = new KernelRunner(KernelRunner.resource("races.sm_90.ptx"))) {
      DeviceBuffer y = runner.floats("y", new float[BLOCKS * 32]);
      LaunchRecord whole = launch(runner, y, Dim3.of(BLOCKS), BlockSelection.all());
      LaunchRecord sampled =
          launch(runner, y, Dim3.of(BLOCKS), new BlockSelection.SampledWaves(1, Long.MAX_VALUE));
      LaunchCounters expected = whole.counters().orElseThrow();
      LaunchCounters counters = sampled.counters().orElseThrow();
      assertThat(sampled.blocksRun()).isLessThan(BLOCKS);
      assertThat(counters.value(Counter.WARP_INSTRUCTIONS))
          .isEqualTo(expected.value(Counter.WARP_INSTRUCTIONS));
    }
  }

  private static LaunchRecord launch(
      KernelRunner runner, DeviceBuffer y, Dim3 grid, BlockSelection selection) {
    return runner
        .launch(
            LaunchOptions.counting(selection), "adds_in_place", grid, Dim3.of(32), y, BLOCKS * 32)
        .match(
            LaunchResult.Completed::record,
            faulted -> {
              throw new AssertionError(faulted.fault().message());
            });
  }
}
