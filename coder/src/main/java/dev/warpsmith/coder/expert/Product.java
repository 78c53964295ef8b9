package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * The matrix products that a region begins with.
 *
 * <p>A batch whose matrices all share B, and whose A is not transposed, is one product with the
 * rows of all of them.
 *
 * @param a {@code [batch..., m, k]}, or {@code [batch..., k, m]} if transposed
 * @param b {@code [batch..., k, n]} or {@code [k, n]}, or with the last two exchanged
 * @param result {@code [batch..., m, n]}
 */
record Product(Op.MatMul op, TensorSpec a, TensorSpec b, TensorSpec result) {
  /** Finds the product of a region of the family MATMUL. */
  static Product of(RegionContext context) {
    Node node = context.region().nodes().get(0);
    List<String> operands = RegionDraft.values(node);
    if (!(node.op() instanceof Op.MatMul op)) {
      throw new IllegalStateException("the region begins with " + node + ", not with a product");
    }
    return new Product(
        op, tensor(context, operands.get(0)), tensor(context, operands.get(1)), node.result());
  }

  private static TensorSpec tensor(RegionContext context, String name) {
    TensorSpec tensor = context.tensors().get(name);
    if (tensor == null) {
      throw new IllegalStateException("the graph has no value '" + name + "'");
    }
    return tensor;
  }

  /** Returns the lengths of the dims that number separate products. */
  List<String> batch() {
    return folded() ? List.of() : Shapes.of(result).subList(0, rank() - 2);
  }

  /** Returns the lengths of the dims that together are the rows of a product. */
  List<String> rows() {
    return Shapes.of(result).subList(folded() ? 0 : rank() - 2, rank() - 1);
  }

  /** Returns the length of the dim that is the columns, as a list. */
  List<String> columns() {
    return Shapes.of(result).subList(rank() - 1, rank());
  }

  /** Returns the length of the dim that is summed over. */
  String depth() {
    List<String> shape = Shapes.of(a);
    return shape.get(shape.size() - (op.transposeA() ? 2 : 1));
  }

  /** Tells whether all products have the same B. */
  boolean sharesB() {
    return b.shape().size() == 2;
  }

  /** Tells whether neighbours in A's memory lie along the depth. */
  boolean deepA() {
    return !op.transposeA();
  }

  /** Tells whether neighbours in B's memory lie along the depth. */
  boolean deepB() {
    return op.transposeB();
  }

  /** Returns the C++ type that indexes every operand and the result. */
  String indexType(Sizes sizes) {
    boolean large =
        Stream.of(a, b, result)
            .anyMatch(tensor -> sizes.indexType(Shapes.of(tensor)).equals("long long"));
    return large ? "long long" : "int";
  }

  private int rank() {
    return result.shape().size();
  }

  private boolean folded() {
    return rank() > 2 && sharesB() && !op.transposeA();
  }
}
