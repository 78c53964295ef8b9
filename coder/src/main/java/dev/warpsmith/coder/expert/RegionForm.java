package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What kind of region an operator begins, and over which space.
 *
 * @param space lengths of the iteration space, literal ones left out
 * @param outer how many leading dims are not reduced
 * @param reduced how many dims after those are reduced, or scanned
 */
record RegionForm(Region.Kind kind, List<String> space, int outer, int reduced) {
  RegionForm {
    space = List.copyOf(space);
  }

  /** Returns the form of one operator, as the naive reference computes it. */
  static RegionForm naive() {
    return new RegionForm(Region.Kind.NAIVE, List.of(), 0, 0);
  }

  /** Returns a form whose space is that of a result. */
  private static RegionForm of(Region.Kind kind, Node node) {
    List<String> space = Shapes.squeezed(node.result());
    return new RegionForm(kind, space, space.size(), 0);
  }

  private static Optional<RegionForm> when(boolean holds, Region.Kind kind, Node node) {
    return holds ? Optional.of(of(kind, node)) : Optional.empty();
  }

  /**
   * Returns the form of a region that begins with a node; empty where no schedule computes it.
   *
   * @param operands the tensors that it uses
   */
  static Optional<RegionForm> of(Node node, List<TensorSpec> operands) {
    return node.op().accept(new Beginning(node, operands));
  }

  /** Returns the form of reductions along dims; empty where these are no single run. */
  static Optional<RegionForm> reduction(TensorSpec operand, List<Integer> dims) {
    List<String> space = Shapes.squeezed(operand);
    return Reduced.extent(operand, dims)
        .map(
            extent -> {
              boolean last = extent[0] + extent[1] == space.size();
              Region.Kind kind = last ? Region.Kind.ROW : Region.Kind.COLUMN;
              return new RegionForm(kind, space, extent[0], extent[1]);
            });
  }

  /** Returns the form of a scan; along a dim of length 1, it is pointwise. */
  static RegionForm scan(Node node, Op.Scan op) {
    List<String> space = Shapes.squeezed(node.result());
    return Reduced.extent(node.result(), List.of(op.dim()))
        .map(extent -> new RegionForm(Region.Kind.SCAN, space, extent[0], extent[1]))
        .orElseGet(() -> of(Region.Kind.POINTWISE, node));
  }

  /** Returns the form of a reordering; one that moves nothing is pointwise. */
  static RegionForm permute(Node node, Op.Permute op, TensorSpec operand) {
    boolean trivial = Permutation.of(operand, op).trivial();
    return of(trivial ? Region.Kind.POINTWISE : Region.Kind.TRANSPOSE, node);
  }

  /** Tells whether elements of the space are reduced to results. */
  boolean reduces() {
    return kind == Region.Kind.ROW || kind == Region.Kind.COLUMN;
  }

  /** Tells whether the result is images, of which each channel is a plane. */
  boolean images() {
    return kind == Region.Kind.CONVOLUTION || kind == Region.Kind.WINDOW;
  }

  /** Returns the lengths of the dims that are not reduced. */
  List<String> resultDims() {
    List<String> dims = new ArrayList<>(space.subList(0, outer));
    dims.addAll(space.subList(outer + reduced, space.size()));
    return dims;
  }

  /** What an operator begins. */
  private static final class Beginning extends Unscheduled<Optional<RegionForm>> {
    private final Node node;
    private final List<TensorSpec> operands;

    Beginning(Node node, List<TensorSpec> operands) {
      this.node = node;
      this.operands = List.copyOf(operands);
    }

    @Override
    Optional<RegionForm> unscheduled(Op op) {
      return Optional.empty();
    }

    @Override
    public Optional<RegionForm> pointwise(Op.Pointwise op) {
      return when(true, Region.Kind.POINTWISE, node);
    }

    @Override
    public Optional<RegionForm> reduction(Op.Reduction op) {
      return RegionForm.reduction(operands.get(0), op.dims());
    }

    @Override
    public Optional<RegionForm> softmax(Op.Softmax op) {
      return RegionForm.reduction(operands.get(0), List.of(op.dim()));
    }

    @Override
    public Optional<RegionForm> argReduction(Op.ArgReduction op) {
      return RegionForm.reduction(operands.get(0), List.of(op.dim()));
    }

    @Override
    public Optional<RegionForm> gather(Op.Gather op) {
      return RegionForm.reduction(operands.get(0), List.of(op.dim()))
          .filter(form -> form.kind() == Region.Kind.ROW);
    }

    @Override
    public Optional<RegionForm> matMul(Op.MatMul op) {
      return when(true, Region.Kind.MATMUL, node);
    }

    @Override
    public Optional<RegionForm> convolution(Op.Convolution op) {
      boolean tiles = ConvolutionProduct.fits(op, operands.get(0), operands.get(1));
      return pool().or(() -> when(tiles, Region.Kind.CONVOLUTION, node));
    }

    @Override
    public Optional<RegionForm> pool(Op.Pool op) {
      return pool();
    }

    private Optional<RegionForm> pool() {
      return when(Window.of(node, operands).isPresent(), Region.Kind.WINDOW, node);
    }

    @Override
    public Optional<RegionForm> permute(Op.Permute op) {
      return Optional.of(RegionForm.permute(node, op, operands.get(0)));
    }

    @Override
    public Optional<RegionForm> scan(Op.Scan op) {
      return Optional.of(RegionForm.scan(node, op));
    }

    /** Dims of length 1 that come or go change nothing in a kernel. */
    @Override
    public Optional<RegionForm> reshape(Op.Reshape op) {
      boolean same = Shapes.squeezed(operands.get(0)).equals(Shapes.squeezed(node.result()));
      return when(same, Region.Kind.POINTWISE, node);
    }
  }
}
