package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.task.Task;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The inputs that a convolution multiplies with its padding, or with the zeros between spread
 * inputs: its weights.
 *
 * <p>Whether zeros take part is not part of the operator: of PyTorch's own implementations on a
 * CPU, one makes NaN of a NaN in a weight at every border, and one leaves the padding out. So no
 * NaN or infinity is put there.
 */
final class PaddingFactors {
  private PaddingFactors() {}

  /** Returns their names. */
  static Set<String> of(Task task) {
    Set<String> names = new LinkedHashSet<>();
    task.graph().ifPresent(graph -> graph.nodes().forEach(node -> add(node, names)));
    return names;
  }

  private static void add(Node node, Set<String> names) {
    if (node.op() instanceof Op.Convolution op && meetsZeros(op)) {
      Operand weight = node.operands().get(1);
      weight.match(value -> names.add(value.name()), scalar -> false, constant -> false);
    }
  }

  private static boolean meetsZeros(Op.Convolution op) {
    List<Integer> padding = op.padding();
    return op.transposed() || padding.stream().anyMatch(length -> length > 0);
  }
}
