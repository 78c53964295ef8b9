package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private static final String SCAN =
      """
      .version 9.0
      .target sm_90
      .address_size 64
      .visible .entry scan(.param .u64 out)
      {
      .reg .pred p;
      .reg .b32 lo, hi, %r<6>;
      .reg .b64 %l<4>;
      ld.param.u64 %l1, [out];
      mov.u32 %r1, %tid.x;
      mul.wide.u32 %l2, %r1, 4;
      add.u64 %l1, %l1, %l2;
      mov.u32 %r2, 1;
      mov.u32 %r3, 0;
      mov.u32 %r4, -1;
      add.u32 lo, %r1, 1;
      mov.u32 hi, lo;
      shfl.sync.up.b32 lo|p, lo, %r2, %r3, %r4;
      shfl.sync.up.b32 hi|p, hi, %r2, %r3, %r4;
      selp.b32 %r5, 1000, 0, p;
      add.u32 %r5, %r5, hi;
      add.u32 %r5, %r5, lo;
      st.global.u32 [%l1], %r5;
      ret;
      }
      """;

  /** CUB's scans of 64-bit values: the first shuffle's predicate is overwritten by the second. */
  @Test
  void keepsRowsApartFromResultsThatNobodyReads() {
    int[] expected = new int[32];
    for (int lane = 0; lane < 32; lane++) {
      expected[lane] = lane == 0 ? 2 : 1000 + 2 * lane;
    }
    try (KernelRunner runner = new KernelRunner(SCAN)) {
      DeviceBuffer out = runner.ints("out", new int[32]);
      runner.run("scan", 1, 32, out);
      assertThat(KernelRunner.ints(out)).containsExactly(expected);
    }
  }
}
