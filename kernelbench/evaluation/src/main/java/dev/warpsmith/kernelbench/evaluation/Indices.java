package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.DType;

/** Row-major positions, for messages. */
final class Indices {
  private Indices() {}

  /** Returns {@code y[3, 17]}, or {@code y} for a 0-d tensor. */
  static String element(String name, long[] shape, long index) {
    if (shape.length == 0) {
      return name;
    }
    String[] parts = new String[shape.length];
    long rest = index;
    for (int dim = shape.length - 1; dim >= 0; dim--) {
      parts[dim] = Long.toString(rest % shape[dim]);
      rest /= shape[dim];
    }
    return name + "[" + String.join(", ", parts) + "]";
  }

  /**
   * Returns {@code y[2, *]} or {@code y[*, 992:]}: the elements whose positions lie within bounds.
   *
   * @param from lowest position, by dim
   * @param to highest position, by dim
   */
  static String region(String name, long[] shape, long[] from, long[] to) {
    String[] parts = new String[shape.length];
    for (int dim = 0; dim < shape.length; dim++) {
      boolean begins = from[dim] == 0;
      boolean ends = to[dim] == shape[dim] - 1;
      String range = (begins ? "" : from[dim]) + ":" + (ends ? "" : to[dim] + 1);
      parts[dim] = begins && ends ? "*" : from[dim] == to[dim] ? "" + from[dim] : range;
    }
    return shape.length == 0 ? name : name + "[" + String.join(", ", parts) + "]";
  }

  /** Returns an element's value as a kernel's author would print it. */
  static String number(DType dtype, double value) {
    if (!dtype.floating()) {
      return Long.toString((long) value);
    }
    return dtype == DType.F64 ? Double.toString(value) : Float.toString((float) value);
  }
}
