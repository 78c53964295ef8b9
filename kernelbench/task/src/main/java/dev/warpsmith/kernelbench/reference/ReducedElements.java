package dev.warpsmith.kernelbench.reference;

import java.util.List;
import java.util.stream.IntStream;

/** Which elements of a tensor are reduced to one. */
final class ReducedElements {
  private final Layout operand;
  private final int[] reduced;
  private final int[] kept;
  private final long count;

  private ReducedElements(Layout operand, int[] reduced, int[] kept) {
    this.operand = operand;
    this.reduced = reduced;
    this.kept = kept;
    this.count = product(reduced);
  }

  /**
   * Returns the elements along some dims.
   *
   * @param dims ascending
   */
  static ReducedElements of(Layout operand, List<Integer> dims) {
    int[] kept = IntStream.range(0, operand.rank()).filter(dim -> !dims.contains(dim)).toArray();
    return new ReducedElements(operand, dims.stream().mapToInt(dim -> dim).toArray(), kept);
  }

  private long product(int[] dims) {
    long product = 1;
    for (int dim : dims) {
      product *= operand.length(dim);
    }
    return product;
  }

  /** Returns the number of elements that are reduced to one. */
  long count() {
    return count;
  }

  /** Returns the first element of a row, the rows counted row-major over the other dims. */
  long base(long row) {
    return position(row, kept);
  }

  /** Returns how far the i-th element of a row lies from its first. */
  long offset(long i) {
    return reduced.length == 1 ? i * operand.stride(reduced[0]) : position(i, reduced);
  }

  /** Returns the row of an element of the operand. */
  long row(long index) {
    long row = 0;
    for (int dim : kept) {
      row = row * operand.length(dim) + operand.coordinate(index, dim);
    }
    return row;
  }

  private long position(long linear, int[] dims) {
    long rest = linear;
    long position = 0;
    for (int i = dims.length - 1; i >= 0; i--) {
      long length = operand.length(dims[i]);
      position += rest % length * operand.stride(dims[i]);
      rest /= length;
    }
    return position;
  }
}
