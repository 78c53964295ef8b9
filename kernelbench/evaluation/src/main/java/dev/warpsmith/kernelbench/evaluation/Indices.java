package dev.warpsmith.kernelbench.evaluation;

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
}
