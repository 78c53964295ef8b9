package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import org.junit.jupiter.api.Test;

/** Constants as predicates: nvcc writes true as -1. */
class PredicateConstantsTest {
  private static final String PTX =
      """
      .version 9.0
      .target sm_90
      .address_size 64
      .visible .entry k(.param .u64 pa)
      {
      .reg .pred %p<5>;
      .reg .b32 %r<5>;
      .reg .b64 %l<2>;
      ld.param.u64 %l1, [pa];
      mov.pred %p1, -1;
      not.pred %p2, %p1;
      selp.b32 %r1, 1, 0, %p2;
      st.global.b32 [%l1], %r1;
      xor.pred %p3, %p1, 1;
      selp.b32 %r2, 1, 0, %p3;
      st.global.b32 [%l1+4], %r2;
      and.pred %p4, %p1, -1;
      not.pred %p4, %p4;
      selp.b32 %r3, 1, 0, %p4;
      st.global.b32 [%l1+8], %r3;
      ret;
      }
      """;

  @Test
  void takesEveryConstantButZeroForTrue() {
    try (KernelRunner runner = new KernelRunner(PTX)) {
      DeviceBuffer y = runner.ints("y", 7, 7, 7);
      runner.run("k", 1, 1, y);
      assertThat(KernelRunner.ints(y)).containsExactly(0, 0, 0);
    }
  }
}
