package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.MatMul.Arithmetic;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.model.MatrixRate;
import java.util.List;
import java.util.Optional;

/** Where products gain from tensor cores, and with which tiles. */
final class TensorProducts {
  /** Products of TF32 for one of float32. */
  static final int PRODUCTS = 3;

  /** Rows, columns and depth of a block's tile; rows and columns of a thread's part. */
  static final List<int[]> TILES =
      List.of(
          new int[] {128, 128, 16, 8, 8},
          new int[] {128, 64, 16, 8, 8},
          new int[] {64, 128, 16, 8, 8},
          new int[] {64, 64, 16, 8, 8},
          new int[] {64, 64, 16, 4, 8},
          new int[] {64, 64, 32, 4, 8},
          new int[] {64, 32, 32, 4, 8},
          new int[] {32, 64, 32, 4, 8},
          new int[] {32, 32, 32, 4, 8});

  private TensorProducts() {}

  /**
   * Returns how tensor cores multiply a product faster than the FMA pipe would, if they do.
   *
   * <p>Elements of float32 need all of it, so three products of TF32 must take less time than one.
   * Those of 16 bits are multiplied as they are, where {@code mma.m16n8k16} is known: by tensor
   * cores that multiply BF16, too (PTX ISA: sm_80 and later).
   */
  static Optional<Arithmetic> pay(GpuSpec gpu, Product product) {
    Optional<Arithmetic> known =
        switch (product.elementType()) {
          case F32 -> Optional.of(Arithmetic.TF32X3);
          case F16 -> Optional.of(Arithmetic.F16);
          case BF16 -> Optional.of(Arithmetic.BF16);
          default -> Optional.empty();
        };
    return known
        .filter(arithmetic -> gpu.tensor().bf16() > 0)
        .filter(arithmetic -> rate(gpu, arithmetic) > gpu.fp32Tflops());
  }

  /** Returns TFLOP/s of products on tensor cores; a product of float32 counts once. */
  static double rate(GpuSpec gpu, Arithmetic arithmetic) {
    return arithmetic == Arithmetic.TF32X3 ? MatrixRate.tf32(gpu) / PRODUCTS : MatrixRate.fp16(gpu);
  }
}
