package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import java.util.List;

/** The loss of each row, on demand. */
final class RowLosses implements ElementSource {
  private final Op.RowLoss op;
  private final List<ElementSource> operands;
  private final ReducedElements rows;
  private final Deadline deadline;

  RowLosses(Op.RowLoss op, List<ElementSource> operands, ReducedElements rows, Deadline deadline) {
    this.op = op;
    this.operands = List.copyOf(operands);
    this.rows = rows;
    this.deadline = deadline;
  }

  /** A number for the i-th element of a row, at its position in the tensors. */
  private interface Term {
    double of(long position);
  }

  private double sum(long row, Term term) {
    long base = rows.base(row);
    double sum = 0;
    for (long i = 0; i < rows.count(); i++) {
      if ((i & 0xFFF) == 0) {
        deadline.check();
      }
      sum += term.of(base + rows.offset(i));
    }
    return sum;
  }

  @Override
  public double at(long row) {
    return switch (op.kind()) {
      case CROSS_ENTROPY -> crossEntropy(row);
      case TRIPLET_MARGIN_LOSS -> tripletMargin(row);
      case COSINE_SIMILARITY -> cosineSimilarity(row);
    };
  }

  private double crossEntropy(long row) {
    ElementSource x = operands.get(0);
    double target = operands.get(1).at(row);
    if (!(target >= 0 && target < rows.count())) {
      throw new GatherIndexException(
          "cross_entropy: the target of row %d is %.0f, expected 0 to %d"
              .formatted(row, target, rows.count() - 1));
    }
    double max = max(row);
    double total = Math.log(sum(row, i -> Math.exp(x.at(i) - max))) + max;
    return total - x.at(rows.base(row) + rows.offset((long) target));
  }

  private double max(long row) {
    long base = rows.base(row);
    double max = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < rows.count(); i++) {
      max = Math.max(max, operands.get(0).at(base + rows.offset(i)));
    }
    return max;
  }

  private double tripletMargin(long row) {
    double margin = op.parameters().get(0);
    double difference = distance(row, 1) - distance(row, 2) + margin;
    return difference < 0 ? 0 : difference;
  }

  private double distance(long row, int other) {
    double eps = op.parameters().get(1);
    return Math.sqrt(
        sum(
            row,
            i -> {
              double difference = operands.get(0).at(i) - operands.get(other).at(i) + eps;
              return difference * difference;
            }));
  }

  private double cosineSimilarity(long row) {
    double eps = op.parameters().get(0);
    return sum(row, i -> operands.get(0).at(i) * operands.get(1).at(i))
        / (length(row, 0, eps) * length(row, 1, eps));
  }

  private double length(long row, int operand, double eps) {
    double squares = sum(row, i -> operands.get(operand).at(i) * operands.get(operand).at(i));
    return Math.max(Math.sqrt(squares), eps);
  }
}
