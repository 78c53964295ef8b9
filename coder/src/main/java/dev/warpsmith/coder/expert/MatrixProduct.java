package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

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
record MatrixProduct(Op.MatMul op, TensorSpec a, TensorSpec b, TensorSpec result)
    implements Product {
  /** Finds the product of a region of the family MATMUL. */
  static MatrixProduct of(RegionContext context) {
    Node node = context.region().nodes().get(0);
    List<String> operands = RegionDraft.values(node);
    if (!(node.op() instanceof Op.MatMul op)) {
      throw new IllegalStateException("the region begins with " + node + ", not with a product");
    }
    return new MatrixProduct(
        op, context.tensor(operands.get(0)), context.tensor(operands.get(1)), node.result());
  }

  @Override
  public List<String> batch() {
    return folded() ? List.of() : Shapes.of(result).subList(0, rank() - 2);
  }

  @Override
  public List<String> rows() {
    return Shapes.of(result).subList(folded() ? 0 : rank() - 2, rank() - 1);
  }

  @Override
  public List<String> columns() {
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

  @Override
  public boolean deepA() {
    return !op.transposeA();
  }

  @Override
  public boolean deepB() {
    return op.transposeB();
  }

  @Override
  public DType elementType() {
    return a.dtype();
  }

  @Override
  public String indexType(Sizes sizes) {
    return sizes.indexType(a, b, result);
  }

  @Override
  public ProductSize size(Sizes sizes) {
    double m = sizes.full(rows());
    double n = sizes.full(columns());
    double k = sizes.full(List.of(depth()));
    double batch = sizes.full(batch());
    double elements = batch * m * k + (sharesB() ? 1 : batch) * k * n + batch * m * n;
    return new ProductSize(m, n, k, batch, a.dtype().bytes(), ProductSize.Gather.NONE, elements);
  }

  private int rank() {
    return result.shape().size();
  }

  private boolean folded() {
    return rank() > 2 && sharesB() && !op.transposeA();
  }
}
