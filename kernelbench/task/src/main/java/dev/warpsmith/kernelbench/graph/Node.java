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
}
