package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.Polynomial;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/** Derives the shape of a recurrent layer's states. */
final class RecurrenceShape {
  private RecurrenceShape() {}

  static TensorSpec result(String name, Op.Recurrence op, List<TensorSpec> operands) {
    String word = op.kind().word();
    TensorSpec gates = operands.get(0);
    TensorSpec state = operands.get(1);
    ShapeRules.requireDims(gates, 3, word, "[steps, n, gates * hidden]");
    ShapeRules.requireDims(state, 2, word, "[n, hidden]");
    Expression steps = gates.shape().get(0);
    Expression samples = gates.shape().get(1);
    Expression hidden = state.shape().get(1);
    Expression all = Polynomial.of(hidden).times(Polynomial.of(op.kind().gates())).expression();
    require(word, gates, List.of(steps, samples, all), gates);
    for (int i = 1; i <= op.kind().states(); i++) {
      require(word, operands.get(i), List.of(samples, hidden), gates);
    }
    int weight = op.kind().states() + 1;
    require(word, operands.get(weight), List.of(all, hidden), gates);
    if (operands.size() > weight + 1) {
      require(word, operands.get(weight + 1), List.of(all), gates);
    }
    return new TensorSpec(name, gates.dtype(), List.of(steps, samples, hidden));
  }

  private static void require(
      String word, TensorSpec operand, List<Expression> shape, TensorSpec gates) {
    ShapeRules.requireSameType(word, gates, operand);
    if (!ShapeRules.provablyEqual(operand.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s: an operand is %s, expected a shape of %s".formatted(word, operand, shape));
    }
  }
}
