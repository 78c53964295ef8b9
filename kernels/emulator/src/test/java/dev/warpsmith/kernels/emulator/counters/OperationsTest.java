package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Counter;
import org.junit.jupiter.api.Test;

class OperationsTest {
  @Test
  void countsAFusedMultiplyAddAsTwo() {
    assertThat(Operations.of("fma.rn.f32"))
        .contains(new Operations(Counter.FP32_OPERATIONS, 2, false));
    assertThat(Operations.of("add.f64"))
        .contains(new Operations(Counter.FP64_OPERATIONS, 1, false));
    assertThat(Operations.of("fma.rn.f16x2"))
        .contains(new Operations(Counter.FP16_OPERATIONS, 4, false));
  }

  @Test
  void countsNothingForIntegersAndMoves() {
    assertThat(Operations.of("mad.lo.s32")).isEmpty();
    assertThat(Operations.of("mov.f32")).isEmpty();
    assertThat(Operations.of("ld.global.f32")).isEmpty();
    assertThat(Operations.of("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32")).isEmpty();
  }

  @Test
  void countsAMatrixInstructionOnceForTheWarp() {
    assertThat(Operations.of("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32"))
        .contains(new Operations(Counter.TENSOR_FP16_OPERATIONS, 4096, true));
    assertThat(Operations.of("wmma.mma.sync.aligned.row.col.m16n16k8.f32.tf32.tf32.f32"))
        .contains(new Operations(Counter.TENSOR_TF32_OPERATIONS, 4096, true));
  }
}
