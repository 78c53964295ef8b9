package dev.warpsmith.kernelbench.reference;

import java.util.Arrays;

/** Row-major shapes and the positions in them. */
final class Layout {
  private final long[] shape;
  private final long[] strides;

  private Layout(long[] shape, long[] strides) {
    this.shape = shape;
    this.strides = strides;
  }

  static Layout of(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int dim = shape.length - 1; dim >= 0; dim--) {
      strides[dim] = stride;
      stride *= shape[dim];
    }
    return new Layout(shape, strides);
  }

  /** Returns the layout with another length of one dim. */
  Layout with(int dim, long length) {
    long[] other = shape.clone();
    other[dim] = length;
    return of(other);
  }

  long elements() {
    long product = 1;
    for (long length : shape) {
      product *= length;
    }
    return product;
  }

  int rank() {
    return shape.length;
  }

  long length(int dim) {
    return shape[dim];
  }

  long stride(int dim) {
    return strides[dim];
  }

  /** Returns a dim's coordinate of an element. */
  long coordinate(long index, int dim) {
    return index / strides[dim] % shape[dim];
  }

  /** Returns where the element lies in a tensor that is broadcast to this shape. */
  long broadcastIndex(long index, Layout operand) {
    int offset = shape.length - operand.shape.length;
    long result = 0;
    for (int dim = 0; dim < operand.shape.length; dim++) {
      if (operand.shape[dim] != 1) {
        result += coordinate(index, dim + offset) * operand.strides[dim];
      }
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout layout && Arrays.equals(shape, layout.shape);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return Arrays.toString(shape);
  }
}
