package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernels.DType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far one rounding error in each input moves the reference: what no implementation can avoid.
 *
 * <p>Where results cancel, as {@code x - mean(x)} of equal elements does, the reference is tiny or
 * zero and every honest result is far from it in relation to its size. An error that such rounding
 * explains is not a lower precision: the result is the exact one of inputs that are almost those
 * given (backward error; Higham, Accuracy and Stability of Numerical Algorithms, 2002, 1.5). Where
 * nothing cancels, it stays at the machine epsilon and widens no bound; arithmetic in 16 bits is
 * off by thousands of times more.
 */
final class Conditioning {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Conditioning() {}

  /** Returns elements that are off by up to the machine epsilon of the arithmetic on a type. */
  static ElementSource nudged(ElementSource exact, DType dtype, long salt) {
    return index -> nudged(exact.at(index), dtype, salt, index);
  }

  /** Returns one element so; 16-bit inputs are computed with in float32. */
  static double nudged(double exact, DType dtype, long salt, long index) {
    double epsilon = dtype == DType.F64 ? 0x1p-52 : 0x1p-23;
    long bits = (salt + index) * GOLDEN_GAMMA;
    bits = (bits ^ (bits >>> 32)) * GOLDEN_GAMMA;
    return exact * (1 + epsilon * (bits * 0x1p-63));
  }

  /**
   * Returns by how much outputs moved.
   *
   * @param exact the reference's elements, by output
   * @param nudged those of nudged inputs
   */
  static Map<String, HonestError> of(Map<String, double[]> exact, Map<String, double[]> nudged) {
    Map<String, HonestError> moved = new LinkedHashMap<>();
    exact.forEach(
        (output, values) ->
            moved.put(output, of(values, nudged.getOrDefault(output, new double[0]))));
    return moved;
  }

  /** Returns by how much one output's elements moved. */
  static HonestError of(double[] exact, double[] nudged) {
    double largest = 0;
    double error = 0;
    double reference = 0;
    for (int i = 0; i < Math.min(exact.length, nudged.length); i++) {
      double moved = Math.abs(nudged[i] - exact[i]);
      if (Double.isFinite(moved)) {
        largest = Math.max(largest, moved);
        error += moved * moved;
        reference += exact[i] * exact[i];
      }
    }
    return new HonestError(Comparison.normalised(error, reference), largest);
  }
}
