package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A reordering of dims, of length 1 left out and with those joined that stay neighbours.
 *
 * @param groups lengths of the operand's dims, as groups that move together
 * @param order for each group of the result, the operand's
 */
record Permutation(List<List<String>> groups, List<Integer> order) {
  Permutation {
    groups = groups.stream().map(List::copyOf).toList();
    order = List.copyOf(order);
  }

  /** Reads an operator, every dim a group of its own. */
  static Permutation of(TensorSpec operand, Op.Permute op) {
    List<String> shape = Shapes.of(operand);
    List<Integer> kept =
        IntStream.range(0, shape.size())
            .filter(dim -> !shape.get(dim).equals("1"))
            .boxed()
            .toList();
    List<Integer> order = op.order().stream().filter(kept::contains).map(kept::indexOf).toList();
    return new Permutation(kept.stream().map(dim -> List.of(shape.get(dim))).toList(), order);
  }

  /**
   * Joins neighbouring groups that stay neighbours and along which every operand varies or not,
   * alike.
   *
   * @param before for each operand read before the reordering, whether it has each group
   * @param after the same for each operand read after it, in the result's order
   */
  Permutation joined(List<List<Boolean>> before, List<List<Boolean>> after) {
    List<Integer> heads = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      if (!joins(group, before, after)) {
        heads.add(group);
      }
    }
    List<List<String>> joined = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      int end = i + 1 < heads.size() ? heads.get(i + 1) : groups.size();
      joined.add(groups.subList(heads.get(i), end).stream().flatMap(List::stream).toList());
    }
    List<Integer> reordered = order.stream().filter(heads::contains).map(heads::indexOf).toList();
    return new Permutation(joined, reordered);
  }

  private boolean joins(int group, List<List<Boolean>> before, List<List<Boolean>> after) {
    int at = order.indexOf(group);
    return group > 0
        && at > 0
        && order.get(at - 1) == group - 1
        && before.stream().allMatch(p -> p.get(group).equals(p.get(group - 1)))
        && after.stream().allMatch(p -> p.get(at).equals(p.get(at - 1)));
  }

  /** Tells whether nothing moves. */
  boolean trivial() {
    return order.equals(IntStream.range(0, order.size()).boxed().toList());
  }

  /** Tells whether the innermost group stays innermost. */
  boolean keepsRows() {
    return order.isEmpty() || order.get(order.size() - 1) == groups.size() - 1;
  }

  /** Returns the lengths of the operand's groups, each as one expression. */
  List<String> lengths() {
    return groups.stream().map(Offsets::product).toList();
  }

  /** Returns the operand's group that is innermost in the result. */
  int innermostAfter() {
    return order.get(order.size() - 1);
  }
}
