package dev.warpsmith.profiler.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a task must at least move and compute, however it is implemented.
 *
 * @param bytes cold input bytes and output bytes, each once
 * @param operations floating-point operations by the unit that does them
 */
public record Work(double bytes, Map<Precision, Double> operations) {

  /** Units that do arithmetic, each with its own datasheet peak. */
  public enum Precision {
    FP64,
    FP32,
    TF32_TENSOR,
    FP16_TENSOR,
    BF16_TENSOR
  }

  /** Checks the signs and copies. */
  public Work {
    if (bytes < 0 || operations.values().stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException(bytes + " bytes, " + operations + ": 0 or more expected");
    }
    operations =
        operations.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<Precision, Double>(operations));
  }

  /** Returns work of FP32 operations. */
  public static Work fp32(double bytes, double operations) {
    return new Work(bytes, Map.of(Precision.FP32, operations));
  }
}
