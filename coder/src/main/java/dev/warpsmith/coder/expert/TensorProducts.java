package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.model.MatrixRate;
import java.util.List;

/** Where products of float32 gain from tensor cores, and with which tiles. */
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
   * Tells whether tensor cores multiply float32 faster than the FMA pipe: three products of TF32
   * take less time than one, and the operands need all of float32.
   */
  static boolean pay(GpuSpec gpu, Product product) {
    return product.isFloat32() && MatrixRate.tf32(gpu) / PRODUCTS > gpu.fp32Tflops();
  }
}
