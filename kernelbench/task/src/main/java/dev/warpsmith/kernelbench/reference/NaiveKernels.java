package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the naive reference kernels of an operator graph, which speedups are relative to: what a
 * competent programmer writes first.
 *
 * <p>One coalesced kernel for each operator, none for a new shape; one thread for each element of
 * the result, or one block of 256 threads for each row; no tiling, no vector loads, no fusion.
 * Correct at all dims.
 */
public final class NaiveKernels implements Op.Visitor<String> {
  /** Indices are 32-bit up to this many elements, so that a partial last block does not wrap. */
  private static final long LARGEST_INT_INDEX = Integer.MAX_VALUE - (1L << 20);

  private final NaiveProgram program;
  private final NaiveStorage storage;
  private final Map<String, DType> scalars;
  private final Node node;
  private final List<TensorSpec> operands;
  private final CudaScalar type;

  private NaiveKernels(
      NaiveProgram program, NaiveStorage storage, Map<String, DType> scalars, Node node) {
    this.program = program;
    this.storage = storage;
    this.scalars = scalars;
    this.node = node;
    this.operands = storage.operands(node);
    Stream<TensorSpec> result =
        node.result().dtype() == DType.BOOL ? Stream.empty() : Stream.of(node.result());
    this.type = CudaScalar.of(CudaScalar.types(Stream.concat(operands.stream(), result)));
  }

  /** Returns the kernels that came with the task, or else writes some from its graph. */
  public static Candidate of(Task task) {
    return task.kernels()
        .orElseGet(
            () ->
                task.reference()
                    .match(
                        graph -> of(graph.graph(), task.scalars(), task.dims()),
                        kernels -> kernels.candidate()));
  }

  /**
   * Writes the kernels of a graph.
   *
   * @param largest the largest dims that they run at, which decide the width of indices
   */
  public static Candidate of(OpGraph graph, List<TaskScalar> scalars, Bindings largest) {
    return Candidates.parse("naive.cu", text(graph.pruned(), scalars, largest));
  }

  private static String text(OpGraph graph, List<TaskScalar> scalars, Bindings largest) {
    List<TensorSpec> values =
        Stream.concat(graph.inputs().stream(), graph.nodes().stream().map(Node::result)).toList();
    boolean small = values.stream().allMatch(value -> value.elements(largest) <= LARGEST_INT_INDEX);
    NaiveProgram program = new NaiveProgram(small ? "int" : "long long", largest);
    Map<String, DType> types =
        scalars.stream().collect(Collectors.toMap(TaskScalar::name, TaskScalar::dtype));
    NaiveStorage storage = new NaiveStorage(graph);
    for (Node node : graph.nodes()) {
      if (storage.shares(node)) {
        continue;
      }
      if (!graph.outputs().contains(node.name())) {
        program.scratch(node.result());
      }
      node.op().accept(new NaiveKernels(program, storage, types, node));
    }
    List<DType> stored = new ArrayList<>(CudaScalar.types(values.stream()));
    stored.addAll(types.values());
    return program.render(CudaScalar.includes(stored));
  }

  @Override
  public String pointwise(Op.Pointwise op) {
    String kernel = node.name() + "_" + op.function().word();
    new NaivePointwise(program, storage, scalars, node, type).write(kernel, op);
    return kernel;
  }

  @Override
  public String reduction(Op.Reduction op) {
    String kernel = node.name() + "_" + op.kind().word();
    new NaiveReduction(program, type, op.kind(), kernel).write(op, operands.get(0), node.result());
    return kernel;
  }

  @Override
  public String softmax(Op.Softmax op) {
    String kernel = node.name() + "_softmax";
    new NaiveSoftmax(program, type).write(kernel, op, operands.get(0), node.result());
    return kernel;
  }

  @Override
  public String matMul(Op.MatMul op) {
    String kernel = node.name() + "_matmul";
    new NaiveMatMul(program, type, op, operands, node.result()).write(kernel);
    return kernel;
  }

  @Override
  public String permute(Op.Permute op) {
    String kernel = node.name() + "_permute";
    new NaivePermute(program).write(kernel, op, operands.get(0), node.result());
    return kernel;
  }

  @Override
  public String scan(Op.Scan op) {
    String kernel = node.name() + "_" + op.kind().word();
    new NaiveScan(program, type, op).write(kernel, operands.get(0), node.result());
    return kernel;
  }

  @Override
  public String argReduction(Op.ArgReduction op) {
    String kernel = node.name() + "_" + op.kind().word();
    new NaiveArgReduction(program, type, op).write(kernel, operands.get(0), node.result());
    return kernel;
  }

  @Override
  public String gather(Op.Gather op) {
    String kernel = node.name() + "_gather";
    new NaiveGather(program).write(kernel, op, operands, node.result());
    return kernel;
  }

  @Override
  public String convolution(Op.Convolution op) {
    String kernel = node.name() + "_" + op.word();
    new NaiveConvolution(program, type, op, operands, node.result()).write(kernel);
    return kernel;
  }

  @Override
  public String pool(Op.Pool op) {
    String kernel = node.name() + "_" + op.word();
    new NaivePool(program, type, operands.get(0), node.result()).write(kernel, op);
    return kernel;
  }

  @Override
  public String adaptivePool(Op.AdaptivePool op) {
    String kernel = node.name() + "_" + op.word();
    new NaivePool(program, type, operands.get(0), node.result()).write(kernel, op);
    return kernel;
  }

  @Override
  public String normalization(Op.Normalization op) {
    String kernel = node.name() + "_" + op.kind().word();
    new NaiveNormalization(program, type, op, operands, node.result()).write(kernel);
    return kernel;
  }

  @Override
  public String attention(Op.Attention op) {
    String kernel = node.name() + "_attention";
    new NaiveAttention(program, type, op, operands, node.result()).write(kernel);
    return kernel;
  }

  @Override
  public String pairLoss(Op.PairLoss op) {
    String kernel = node.name() + "_" + op.function().word();
    new NaiveLoss(program, type, operands, node.result()).write(kernel, op);
    return kernel;
  }

  @Override
  public String rowLoss(Op.RowLoss op) {
    String kernel = node.name() + "_" + op.kind().word();
    new NaiveLoss(program, type, operands, node.result()).write(kernel, op);
    return kernel;
  }

  @Override
  public String recurrence(Op.Recurrence op) {
    String kernel = node.name() + "_" + op.kind().word();
    new NaiveRecurrence(program, type, op, operands, node.result()).write(kernel);
    return kernel;
  }

  @Override
  public String reshape(Op.Reshape op) {
    String kernel = node.name() + "_copy";
    new NaiveReindex(program, type, operands.get(0), node.result()).copy(kernel);
    return kernel;
  }

  @Override
  public String reindex(Op.Reindex op) {
    String kernel = node.name() + "_" + op.reindexing().word();
    new NaiveReindex(program, type, operands.get(0), node.result()).write(kernel, op);
    return kernel;
  }

  @Override
  public String concat(Op.Concat op) {
    String kernel = node.name() + "_cat";
    NaiveReindex.concat(program, kernel, op, operands, node.result());
    return kernel;
  }
}
