package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/**
 * One operator application: {@code y = softmax(x, dim=1)}.
 *
 * @param result the value's name, type and symbolic shape, as the operator's shape rule gives them
 */
public record Node(TensorSpec result, Op op, List<Operand> operands) {
  public Node {
    operands = List.copyOf(operands);
  }

  /** Returns the name of the value that the node computes. */
  public String name() {
    return result.name();
  }

  /** Returns the textual form, which reads back as the same node. */
  @Override
  public String toString() {
    return NodePrinter.print(this);
  }
}
