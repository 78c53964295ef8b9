package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.PoolKind;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * A fold of windows of each channel by itself: a pool, or a convolution of as many groups as
 * channels.
 *
 * @param x {@code [n, c, in...]}
 * @param weight {@code [c, 1, window...]} of a convolution
 * @param result {@code [n, c, out...]}
 * @param pool empty for a convolution
 */
record Window(
    TensorSpec x,
    Optional<TensorSpec> weight,
    TensorSpec result,
    Optional<Op.Pool> pool,
    List<Integer> lengths,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> dilation)
    implements Planes {
  /** Elements of a window up to which its loops are written out. */
  private static final int MOST = 512;

  static Window of(RegionContext context) {
    Node node = context.region().nodes().get(0);
    List<TensorSpec> operands = RegionDraft.values(node).stream().map(context::tensor).toList();
    return of(node, operands)
        .orElseThrow(() -> new IllegalStateException(node + " folds no windows"));
  }

  /** Finds the windows of an operator; empty where it has none, or none of known lengths. */
  static Optional<Window> of(Node node, List<TensorSpec> operands) {
    TensorSpec x = operands.get(0);
    Optional<Window> window = Optional.empty();
    if (node.op() instanceof Op.Pool op) {
      window =
          Optional.of(
              new Window(
                  x,
                  Optional.empty(),
                  node.result(),
                  Optional.of(op),
                  op.window(),
                  op.stride(),
                  op.padding(),
                  op.dilation()));
    } else if (node.op() instanceof Op.Convolution op && depthwise(op, x, node.result())) {
      window =
          Shapes.literal(operands.get(1), 2)
              .map(
                  lengths ->
                      new Window(
                          x,
                          Optional.of(operands.get(1)),
                          node.result(),
                          Optional.empty(),
                          lengths,
                          op.stride(),
                          op.padding(),
                          op.dilation()));
    }
    return window.filter(found -> x.shape().size() == found.rank() + 2 && found.volume() <= MOST);
  }

  private static boolean depthwise(Op.Convolution op, TensorSpec x, TensorSpec result) {
    String channels = x.shape().get(1).toString();
    return !op.transposed()
        && op.groups().toString().equals(channels)
        && result.shape().get(1).toString().equals(channels);
  }

  int rank() {
    return lengths.size();
  }

  int volume() {
    return lengths.stream().reduce(1, (a, b) -> a * b);
  }

  boolean max() {
    return pool.filter(op -> op.kind() == PoolKind.MAX).isPresent();
  }

  /** Tells whether windows of outputs along a dim overlap. */
  boolean overlaps(int dim) {
    return reach(dim, 1) > stride.get(dim);
  }

  /** Returns how many rows of elements so many windows above each other reach over in a dim. */
  int reach(int dim, int windows) {
    return (windows - 1) * stride.get(dim) + (lengths.get(dim) - 1) * dilation.get(dim) + 1;
  }

  /** Returns about how many elements a thread reads that folds so many windows. */
  int loads(int windows) {
    if (rank() == 1) {
      return windows * volume();
    }
    int rows = rank() - 2;
    return volume() / lengths.get(rows) * reach(rows, windows);
  }

  /** Tells whether a window may reach outside the input in a dim. */
  boolean reachesOut(int dim) {
    return padding.get(dim) > 0 || pool.map(Op.Pool::lastMayEndOutside).orElse(false);
  }

  List<String> inputs() {
    return Shapes.of(x).subList(2, rank() + 2);
  }

  /** Images and channels number the rows together. */
  @Override
  public List<String> batch() {
    return List.of();
  }

  @Override
  public List<String> rows() {
    return Shapes.of(result).subList(0, 2);
  }

  @Override
  public List<String> columns() {
    return Shapes.of(result).subList(2, rank() + 2);
  }

  String indexType(Sizes sizes) {
    return sizes.indexType(x, result);
  }
}
