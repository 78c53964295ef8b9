package dev.warpsmith.profiler.model;

import dev.warpsmith.kernels.device.GpuSpec;
import java.util.Locale;

/**
 * The speed of light of a task on a GPU: no implementation is faster.
 *
 * <p>Datasheet peaks, not achievable rates.
 *
 * @param bytesMicros time to move the bytes at DRAM's datasheet bandwidth
 * @param arithmeticMicros time of the operations at datasheet peaks, precisions side by side
 * @param launchMicros time of a kernel that does nothing
 */
public record Roofline(double bytesMicros, double arithmeticMicros, double launchMicros) {

  /** What bounds the speed of light. */
  public enum Bound {
    MEMORY,
    ARITHMETIC,
    LAUNCH
  }

  /**
   * Computes the speed of light.
   *
   * @throws IllegalArgumentException if the work needs a unit that the GPU does not have
   */
  public static Roofline of(GpuSpec gpu, Work work) {
    double arithmetic = 0;
    for (var entry : work.operations().entrySet()) {
      double peak = peakTflops(gpu, entry.getKey());
      if (peak <= 0 && entry.getValue() > 0) {
        throw new IllegalArgumentException(gpu.name() + " has no unit for " + entry.getKey());
      }
      if (entry.getValue() > 0) {
        arithmetic = Math.max(arithmetic, entry.getValue() / (peak * 1e6));
      }
    }
    return new Roofline(work.bytes() / (gpu.dramGbps() * 1e3), arithmetic, gpu.launchMicros());
  }

  /** Returns the datasheet peak of a unit in 10¹² operations per second; 0 if there is none. */
  public static double peakTflops(GpuSpec gpu, Work.Precision precision) {
    return switch (precision) {
      case FP64 -> gpu.tensor().fp64();
      case FP32 -> gpu.fp32Tflops();
      case TF32_TENSOR -> gpu.tensor().tf32();
      case FP16_TENSOR -> gpu.tensor().fp16();
      case BF16_TENSOR -> gpu.tensor().bf16();
    };
  }

  /** Returns the speed of light in microseconds. */
  public double micros() {
    return Math.max(launchMicros, Math.max(bytesMicros, arithmeticMicros));
  }

  /** Returns what bounds it. */
  public Bound bound() {
    if (launchMicros >= Math.max(bytesMicros, arithmeticMicros)) {
      return Bound.LAUNCH;
    }
    return bytesMicros >= arithmeticMicros ? Bound.MEMORY : Bound.ARITHMETIC;
  }

  /** Returns the fraction of the speed of light that a time reaches, from 0 to 1. */
  public double fraction(double micros) {
    return micros() / micros;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.2f us, bound by %s", micros(), bound().name().toLowerCase(Locale.ROOT));
  }
}
