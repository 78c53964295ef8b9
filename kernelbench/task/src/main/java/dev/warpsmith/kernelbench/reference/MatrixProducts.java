package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import org.jspecify.annotations.Nullable;

/** The elements of matrix products, each on demand. */
final class MatrixProducts implements ElementSource {
  private static final long LONGEST_ROW = 1 << 16;

  /** Rows of A, which the other columns are likely to want next. */
  private final KeptRows kept;

  private final ElementSource a;
  private final ElementSource b;
  private final Deadline deadline;
  private final long rows;
  private final long columns;
  private final long depth;
  private final boolean sharedB;
  private final boolean transposeA;
  private final boolean transposeB;

  MatrixProducts(
      Op.MatMul op, NodeSource.Tensor a, NodeSource.Tensor b, Layout result, Deadline deadline) {
    this.a = a.source();
    this.b = b.source();
    this.deadline = deadline;
    this.rows = result.length(result.rank() - 2);
    this.columns = result.length(result.rank() - 1);
    this.depth = a.layout().length(a.layout().rank() - (op.transposeA() ? 2 : 1));
    this.kept = new KeptRows(depth);
    this.sharedB = b.layout().rank() == 2;
    this.transposeA = op.transposeA();
    this.transposeB = op.transposeB();
  }

  @Override
  public double at(long index) {
    deadline.check();
    long column = index % columns;
    long row = index / columns % rows;
    long batch = index / columns / rows;
    long left = batch * rows * depth + (transposeA ? row : row * depth);
    long leftStride = transposeA ? rows : 1;
    long right = (sharedB ? 0 : batch * depth * columns) + (transposeB ? column * depth : column);
    long rightStride = transposeB ? 1 : columns;
    if (a instanceof StoredElements storedA && b instanceof StoredElements storedB) {
      return sum(storedA.elements(), left, leftStride, storedB.elements(), right, rightStride);
    }
    double @Nullable [] own =
        depth > LONGEST_ROW ? null : kept.row(index / columns, number -> row(left, leftStride));
    double sum = 0;
    for (long k = 0; k < depth; k++) {
      double value = own == null ? a.at(left + k * leftStride) : own[(int) k];
      sum += value * b.at(right + k * rightStride);
    }
    return sum;
  }

  private double[] row(long left, long leftStride) {
    double[] elements = new double[(int) depth];
    for (int k = 0; k < elements.length; k++) {
      elements[k] = a.at(left + k * leftStride);
    }
    return elements;
  }

  private double sum(
      double[] a, long left, long leftStride, double[] b, long right, long rightStride) {
    double sum = 0;
    for (long k = 0; k < depth; k++) {
      sum += a[(int) (left + k * leftStride)] * b[(int) (right + k * rightStride)];
    }
    return sum;
  }
}
