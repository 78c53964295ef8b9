package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Compares the values of two tensors in memory: zeros of either sign are the same, and so are all
 * NaNs, whose bits hardware may choose.
 */
final class SameValues {
  private SameValues() {}

  /** Returns the first element whose values differ. */
  static OptionalInt firstDifference(DType dtype, ByteBuffer first, ByteBuffer other) {
    int mismatch = first.mismatch(other);
    if (mismatch < 0) {
      return OptionalInt.empty();
    }
    int elements = first.remaining() / dtype.bytes();
    for (int element = mismatch / dtype.bytes(); element < elements; element++) {
      if (!same(Elements.get(dtype, first, element), Elements.get(dtype, other, element))) {
        return OptionalInt.of(element);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean same(double a, double b) {
    return a == b || (Double.isNaN(a) && Double.isNaN(b));
  }
}
