package dev.warpsmith.profiler.model;

import dev.warpsmith.kernels.device.GpuSpec;
import java.util.Map;

/**
 * What tensor cores reach with {@code mma.sync}, the only instruction of theirs that the emulated
 * GPU has.
 *
 * <p>Up to Ada that is the datasheet's peak. Hopper and Blackwell's data-centre GPUs reach theirs
 * only with newer instructions: MODEL.md, tensor cores, has the sources.
 */
public final class MatrixRate {
  private static final Map<String, Double> SHARE = Map.of("sm_90", 0.629, "sm_100", 0.265);

  private MatrixRate() {}

  /** Returns TFLOP/s of binary16. */
  public static double fp16(GpuSpec gpu) {
    return gpu.tensor().fp16() * share(gpu);
  }

  /** Returns TFLOP/s of TF32. */
  public static double tf32(GpuSpec gpu) {
    return gpu.tensor().tf32() * share(gpu);
  }

  private static double share(GpuSpec gpu) {
    return SHARE.getOrDefault(gpu.arch(), 1.0);
  }
}
