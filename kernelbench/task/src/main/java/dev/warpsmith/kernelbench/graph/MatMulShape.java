package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Derives the shape of matrix products: the last two dims are matrices, those before a batch. */
final class MatMulShape {
  private final String name;
  private final Op.MatMul op;
  private final TensorSpec a;
  private final TensorSpec b;
  private final String word;

  MatMulShape(String name, Op.MatMul op, TensorSpec a, TensorSpec b, String word) {
    this.name = name;
    this.op = op;
    this.a = a;
    this.b = b;
    this.word = word;
  }

  /** Returns the operator's name in messages. */
  static String word(Op.MatMul op) {
    return op.transposeB() && !op.transposeA() ? "linear" : "matmul";
  }

  TensorSpec result(Optional<TensorSpec> bias) {
    requireMatrices(a);
    requireMatrices(b);
    ShapeRules.requireSameType(word, a, b);
    requireBatch();
    int rows = a.shape().size() - (op.transposeA() ? 1 : 2);
    int columns = b.shape().size() - (op.transposeB() ? 2 : 1);
    ShapeRules.requireEqual(word, a, inner(a, rows), b, inner(b, columns));
    bias.ifPresent(present -> requireBias(present, b.shape().get(columns)));
    List<Expression> shape = new ArrayList<>(batch(a));
    shape.add(a.shape().get(rows));
    shape.add(b.shape().get(columns));
    return new TensorSpec(name, a.dtype(), shape);
  }

  /** Returns the other one of a tensor's last two dims. */
  private static int inner(TensorSpec tensor, int outer) {
    return 2 * tensor.shape().size() - 3 - outer;
  }

  private static List<Expression> batch(TensorSpec tensor) {
    return tensor.shape().subList(0, tensor.shape().size() - 2);
  }

  private void requireMatrices(TensorSpec tensor) {
    if (tensor.shape().size() < 2) {
      throw new IllegalArgumentException(
          word + ": " + tensor + " has " + tensor.shape().size() + " dims, expected 2 or more");
    }
  }

  private void requireBatch() {
    if (!batch(b).isEmpty() && !ShapeRules.provablyEqual(batch(a), batch(b))) {
      throw new IllegalArgumentException(
          "%s: the dims of %s before its matrices are %s, but those of %s are %s; expected the same, or none in the second"
              .formatted(word, a, batch(a), b, batch(b)));
    }
  }

  private void requireBias(TensorSpec bias, Expression columns) {
    if (op.transposeA() || !op.transposeB() || !batch(b).isEmpty()) {
      throw new IllegalArgumentException(
          "matmul: " + bias + " is a bias, which only linear takes; add it with add(a, b)");
    }
    ShapeRules.requireSameType(word, a, bias);
    if (!ShapeRules.provablyEqual(bias.shape(), List.of(columns))) {
      throw new IllegalArgumentException(
          word + ": the bias is " + bias + ", expected a shape of [" + columns + "]");
    }
  }
}
