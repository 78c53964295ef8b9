package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/** Checks the operands of a normalization. */
final class NormalizationShape {
  private final Op.Normalization op;
  private final TensorSpec x;
  private final String word;

  NormalizationShape(Op.Normalization op, TensorSpec x) {
    this.op = op;
    this.x = x;
    this.word = op.kind().word();
  }

  TensorSpec result(String name, List<TensorSpec> parameters) {
    ShapeRules.requireFloating(x, word);
    int least =
        op.kind().trailing() ? op.trailing() : op.kind() == NormalizationKind.INSTANCE ? 3 : 2;
    if (x.shape().size() < least) {
      throw new IllegalArgumentException(
          word + ": " + x + " has " + x.shape().size() + " dims, expected " + least + " or more");
    }
    parameters.forEach(this::requireParameter);
    return new TensorSpec(name, x.dtype(), x.shape());
  }

  private List<Expression> expected() {
    int rank = x.shape().size();
    return op.kind().trailing()
        ? x.shape().subList(rank - op.trailing(), rank)
        : x.shape().subList(1, 2);
  }

  private void requireParameter(TensorSpec parameter) {
    ShapeRules.requireSameType(word, x, parameter);
    if (!ShapeRules.provablyEqual(parameter.shape(), expected())) {
      throw new IllegalArgumentException(
          "%s: the weight or bias is %s, expected a shape of %s"
              .formatted(word, parameter, expected()));
    }
  }
}
