package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import java.nio.ByteBuffer;

/** The elements of a tensor in float64, row-major, each on demand. Safe for concurrent use. */
@FunctionalInterface
public interface ElementSource {
  /** Returns one element. */
  double at(long index);

  /** Returns the elements of an array. */
  static ElementSource of(double[] elements) {
    return new StoredElements(elements);
  }

  /**
   * Returns the elements of a tensor in memory.
   *
   * @param memory in little-endian order, from its start
   */
  static ElementSource of(DType dtype, ByteBuffer memory) {
    return index -> Elements.get(dtype, memory, Math.toIntExact(index));
  }
}
