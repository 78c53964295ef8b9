package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A region that still grows: it takes in a node where one pass over its space can compute it. */
final class RegionDraft {
  private final Map<String, TensorSpec> tensors;
  private final List<Node> nodes = new ArrayList<>();
  private RegionForm form;

  /**
   * Starts with one node.
   *
   * @param tensors every value of the graph by name
   */
  RegionDraft(Map<String, TensorSpec> tensors, Node first) {
    this.tensors = tensors;
    this.form =
        fusible(first)
            ? RegionForm.of(first, operands(first).toList()).orElseGet(RegionForm::naive)
            : RegionForm.naive();
    nodes.add(first);
  }

  /** Takes the node in, if the region can compute it too. */
  boolean accept(Node node) {
    boolean fits = kind() != Region.Kind.NAIVE && !viewsOwn(node) && fusible(node) && fits(node);
    if (fits) {
      nodes.add(node);
    }
    return fits;
  }

  Region.Kind kind() {
    return form.kind();
  }

  List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  boolean produces(String value) {
    return nodes.stream().anyMatch(node -> node.result().name().equals(value));
  }

  /** Tells whether the node sees a value of this region in another shape, as it lies in memory. */
  private boolean viewsOwn(Node node) {
    return values(node).stream()
        .anyMatch(value -> !produces(value) && produces(tensor(value).name()));
  }

  /** Returns the tensors that the nodes use and do not compute. */
  Set<String> reads() {
    Set<String> reads = new LinkedHashSet<>();
    nodes.forEach(node -> values(node).forEach(value -> reads.add(tensor(value).name())));
    nodes.forEach(node -> reads.remove(node.result().name()));
    return reads;
  }

  Region finish(List<TensorSpec> stores) {
    return new Region(form.kind(), form.space(), form.outer(), form.reduced(), nodes, stores);
  }

  /** Returns the tensors that a node uses. */
  static List<String> values(Node node) {
    List<String> names = new ArrayList<>();
    for (Operand operand : node.operands()) {
      operand.match(v -> names.add(v.name()), s -> false, c -> false);
    }
    return names;
  }

  private boolean fitsScan(Node node, Op.Scan op) {
    TensorSpec operand = tensor(values(node).get(0));
    return kind() == Region.Kind.POINTWISE
        && produces(operand.name())
        && Shapes.squeezed(operand).equals(form.space())
        && becomes(Optional.of(RegionForm.scan(node, op)));
  }

  /** A reordering of what the region computes turns it; one that moves nothing is pointwise. */
  private boolean fitsPermute(Node node, Op.Permute op) {
    TensorSpec operand = tensor(values(node).get(0));
    return kind() == Region.Kind.POINTWISE
        && nodes.stream().noneMatch(earlier -> earlier.op() instanceof Op.Permute)
        && produces(operand.name())
        && Shapes.squeezed(operand).equals(form.space())
        && becomes(Optional.of(RegionForm.permute(node, op, operand)));
  }

  private boolean becomes(Optional<RegionForm> next) {
    next.ifPresent(found -> form = found);
    return next.isPresent();
  }

  private boolean fits(Node node) {
    return node.op()
        .accept(
            new Unscheduled<Boolean>() {
              @Override
              Boolean unscheduled(Op op) {
                return false;
              }

              @Override
              public Boolean pointwise(Op.Pointwise op) {
                return fitsPointwise(node);
              }

              @Override
              public Boolean reduction(Op.Reduction op) {
                return fitsReduction(node, op.dims());
              }

              @Override
              public Boolean softmax(Op.Softmax op) {
                return fitsReduction(node, List.of(op.dim()));
              }

              @Override
              public Boolean matMul(Op.MatMul op) {
                return false;
              }

              @Override
              public Boolean permute(Op.Permute op) {
                return fitsPermute(node, op);
              }

              @Override
              public Boolean scan(Op.Scan op) {
                return fitsScan(node, op);
              }

              @Override
              public Boolean argReduction(Op.ArgReduction op) {
                return fitsReduction(node, List.of(op.dim()));
              }

              @Override
              public Boolean gather(Op.Gather op) {
                return fitsGather(node, op);
              }

              @Override
              public Boolean reshape(Op.Reshape op) {
                return fitsReshape(node);
              }
            });
  }

  private boolean fitsPointwise(Node node) {
    if (kind() == Region.Kind.TRANSPOSE && !afterPermute(node)) {
      return false;
    }
    List<String> shape = Shapes.squeezed(node.result());
    if (shape.equals(form.space())) {
      return operands(node).allMatch(operand -> elementOperand(operand, node.result()))
          && (!form.images() || operands(node).allMatch(this::wholeImages));
    }
    return form.reduces()
        && shape.equals(form.resultDims())
        && operands(node).allMatch(operand -> resultOperand(operand, node.result()));
  }

  /** Tells whether an operand varies along all spatial dims of a convolution, or along none. */
  private boolean wholeImages(TensorSpec operand) {
    TensorSpec result = nodes.get(0).result();
    TensorSpec spatial =
        new TensorSpec("spatial", result.dtype(), result.shape().subList(2, result.shape().size()));
    List<Boolean> present = Shapes.present(operand, result);
    int last = Shapes.squeezed(spatial).size();
    List<Boolean> along = present.subList(present.size() - last, present.size());
    return !(along.contains(true) && along.contains(false));
  }

  /** Tells whether a new shape has the same dims, but for some of length 1. */
  private boolean sameDims(Node node) {
    TensorSpec operand = tensor(values(node).get(0));
    return Shapes.squeezed(operand).equals(Shapes.squeezed(node.result()));
  }

  /** Dims of length 1 that come or go change nothing in a kernel. */
  private boolean fitsReshape(Node node) {
    if (!sameDims(node) || (kind() == Region.Kind.TRANSPOSE && !afterPermute(node))) {
      return false;
    }
    boolean rows = form.reduces();
    List<String> shape = Shapes.squeezed(node.result());
    return shape.equals(form.space())
        || (rows && shape.equals(form.resultDims()) && produces(values(node).get(0)));
  }

  /** Tells whether the node uses the region's values, and only those after the reordering. */
  private boolean afterPermute(Node node) {
    List<String> produced = values(node).stream().filter(this::produces).toList();
    return !produced.isEmpty() && late().containsAll(produced);
  }

  /** Returns the values of the reordering and of what depends on it. */
  private Set<String> late() {
    Set<String> late = new LinkedHashSet<>();
    for (Node node : nodes) {
      if (node.op() instanceof Op.Permute || values(node).stream().anyMatch(late::contains)) {
        late.add(node.result().name());
      }
    }
    return late;
  }

  private boolean elementOperand(TensorSpec operand, TensorSpec result) {
    if (!produces(operand.name())) {
      return true;
    }
    List<Boolean> present = Shapes.present(operand, result);
    if (Shapes.squeezed(operand).equals(form.space())) {
      return !present.contains(false);
    }
    return form.reduces()
        && !present.subList(0, form.outer()).contains(false)
        && !present.subList(form.outer(), form.outer() + form.reduced()).contains(true)
        && !present.subList(form.outer() + form.reduced(), present.size()).contains(false);
  }

  private boolean resultOperand(TensorSpec operand, TensorSpec result) {
    return !produces(operand.name())
        || (Shapes.squeezed(operand).equals(form.resultDims())
            && !Shapes.present(operand, result).contains(false));
  }

  private boolean fitsReduction(Node node, List<Integer> dims) {
    TensorSpec operand = tensor(values(node).get(0));
    if (kind() == Region.Kind.MATMUL
        || form.images()
        || kind() == Region.Kind.TRANSPOSE
        || kind() == Region.Kind.SCAN
        || !Shapes.squeezed(operand).equals(form.space())) {
      return false;
    }
    if (kind() == Region.Kind.POINTWISE) {
      return becomes(RegionForm.reduction(operand, dims));
    }
    return Reduced.extent(operand, dims)
        .filter(extent -> extent[0] == form.outer() && extent[1] == form.reduced())
        .isPresent();
  }

  /** A row's element is picked from memory, or as the one whose position is the index. */
  private boolean fitsGather(Node node, Op.Gather op) {
    List<Integer> dims = List.of(op.dim());
    TensorSpec operand = tensor(values(node).get(0));
    boolean last = Reduced.extent(operand, dims).filter(e -> isTrailing(operand, e)).isPresent();
    return last && !produces(values(node).get(1)) && fitsReduction(node, dims);
  }

  private static boolean isTrailing(TensorSpec operand, int[] extent) {
    return extent[0] + extent[1] == Shapes.squeezed(operand).size();
  }

  /** Tells whether the region reads its whole space; one that only picks elements does not. */
  boolean streams() {
    return kind() != Region.Kind.ROW
        || nodes.stream()
            .anyMatch(
                node ->
                    node.op() instanceof Op.Reduction
                        || node.op() instanceof Op.Softmax
                        || node.op() instanceof Op.ArgReduction
                        || (node.op() instanceof Op.Gather && produces(values(node).get(0))));
  }

  private java.util.stream.Stream<TensorSpec> operands(Node node) {
    return values(node).stream().map(this::tensor);
  }

  private TensorSpec tensor(String name) {
    TensorSpec tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("the graph has no value '" + name + "'");
    }
    return tensor;
  }

  private boolean fusible(Node node) {
    if (node.op() instanceof Op.ArgReduction) {
      return operands(node).allMatch(this::supported);
    }
    if (node.op() instanceof Op.Gather) {
      DType index = tensor(values(node).get(1)).dtype();
      boolean whole = index == DType.I64 || index == DType.I32;
      return whole && supported(node.result()) && supported(tensor(values(node).get(0)));
    }
    if (node.op() instanceof Op.Pointwise) {
      return truth(node.result()) && operands(node).allMatch(this::truth);
    }
    return supported(node.result()) && operands(node).allMatch(this::supported);
  }

  /** What is true is 1 in kernels, what is false 0. */
  private boolean truth(TensorSpec tensor) {
    return supported(tensor) || tensor.dtype() == DType.BOOL;
  }

  /** Kernels compute in float32. */
  private boolean supported(TensorSpec tensor) {
    return switch (tensor.dtype()) {
      case F32, F16, BF16 -> true;
      case F64, I64, I32, I16, I8, U8, BOOL -> false;
    };
  }
}
