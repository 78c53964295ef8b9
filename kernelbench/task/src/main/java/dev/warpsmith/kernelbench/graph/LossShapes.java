package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Derives the shapes of losses. */
final class LossShapes {
  private final String name;
  private final String word;
  private final List<TensorSpec> operands;

  LossShapes(String name, String word, List<TensorSpec> operands) {
    this.name = name;
    this.word = word;
    this.operands = operands;
  }

  TensorSpec pair(Op.PairLoss op) {
    requireAlike(1);
    if (op.reduction() == LossReduction.BATCHMEAN && operands.get(0).shape().isEmpty()) {
      throw new IllegalArgumentException(word + ": " + operands.get(0) + " has no batch dim");
    }
    return new TensorSpec(name, operands.get(0).dtype(), List.of());
  }

  TensorSpec rows(Op.RowLoss op) {
    TensorSpec x = operands.get(0);
    if (x.shape().isEmpty()) {
      throw new IllegalArgumentException(word + ": " + x + " has no dims, expected 1 or more");
    }
    List<Expression> shape = new ArrayList<>(x.shape());
    shape.remove(op.dim());
    if (op.kind() == RowLossKind.CROSS_ENTROPY) {
      ShapeRules.requireFloating(x, word);
      ShapeRules.requireDims(x, 2, word, "a batch and classes");
      requireTarget(operands.get(1), shape);
    } else {
      requireAlike(operands.size() - 1);
    }
    return new TensorSpec(
        name, x.dtype(), op.reduction() == LossReduction.NONE ? shape : List.of());
  }

  private void requireTarget(TensorSpec target, List<Expression> shape) {
    boolean index = target.dtype() == DType.I64 || target.dtype() == DType.I32;
    if (!index || !ShapeRules.provablyEqual(target.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s: the target is %s, expected i64%s: a class for each row of %s"
              .formatted(word, target, shape, operands.get(0)));
    }
  }

  private void requireAlike(int last) {
    TensorSpec first = operands.get(0);
    for (TensorSpec other : operands.subList(1, last + 1)) {
      ShapeRules.requireSameType(word, first, other);
      if (!ShapeRules.provablyEqual(first.shape(), other.shape())) {
        throw new IllegalArgumentException(
            word + ": " + first + " and " + other + " have different shapes, expected the same");
      }
    }
  }
}
