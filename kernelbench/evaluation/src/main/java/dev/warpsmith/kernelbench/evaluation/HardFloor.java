package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernelbench.graph.ReductionKind;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.model.Work;
import dev.warpsmith.profiler.model.Work.Precision;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The time below which a result is suspicious: what no honest implementation beats, whatever legal
 * rewrite it found.
 *
 * <p>Cold inputs are read, and outputs are written as far as they exceed L2. A kernel that is the
 * reference may leave inputs unread, so there they do not count. Of the arithmetic only matrix
 * products count that no algebra removes: {@code sum(a @ b)} and {@code (a @ b) @ v} need none, and
 * scalar work may be moved out of loops. Products in float32 count as three on FP16 tensor cores: a
 * split into three keeps float32 accuracy (Ootomo and Yokota 2022) and passes the numerics gate.
 */
final class HardFloor {
  private static final double SPLIT_PRODUCTS = 3;
  private static final double SYMMETRIC = 0.5;
  private static final Set<PointwiseFunction> LINEAR =
      EnumSet.of(
          PointwiseFunction.ADD,
          PointwiseFunction.SUB,
          PointwiseFunction.MUL,
          PointwiseFunction.DIV,
          PointwiseFunction.NEG);

  private final Task task;
  private final GpuSpec gpu;

  HardFloor(Task task, GpuSpec gpu) {
    this.task = task;
    this.gpu = gpu;
  }

  double micros() {
    Bindings size = task.dims();
    double read = task.graph().map(graph -> (double) graph.cost(size).bytesRead()).orElse(0.0);
    double outputs =
        task.outputs().stream().mapToDouble(output -> (double) output.bytes(size)).sum();
    double written = Math.max(0, outputs - (double) gpu.l2Bytes());
    Map<Precision, Double> operations =
        task.graph().map(graph -> operations(graph.pruned())).orElse(Map.of());
    return Roofline.of(gpu, new Work(read + written, operations)).micros();
  }

  private Map<Precision, Double> operations(OpGraph graph) {
    double products =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Op.MatMul && !removable(graph, node))
            .mapToDouble(node -> products(graph, node, (Op.MatMul) node.op()))
            .sum();
    double bounded = Math.min(products, (double) graph.cost(task.dims()).work().contraction());
    return bounded == 0 ? Map.of() : onFastestPipe(bounded);
  }

  private double products(OpGraph graph, Node node, Op.MatMul op) {
    List<String> operands =
        node.operands().stream()
            .map(operand -> operand.match(v -> v.name(), s -> s.name(), c -> c.toString()))
            .toList();
    List<Expression> a = graph.spec(operands.get(0)).shape();
    long depth = a.get(a.size() - (op.transposeA() ? 2 : 1)).evaluate(task.dims());
    double all = 2.0 * depth * node.result().elements(task.dims());
    return operands.get(0).equals(operands.get(1)) ? SYMMETRIC * all : all;
  }

  /** Tells whether everything that uses a product is a sum or product that could come first. */
  private static boolean removable(OpGraph graph, Node node) {
    List<Node> users = graph.users(node.name());
    return !graph.outputs().contains(node.name())
        && !users.isEmpty()
        && users.stream().allMatch(user -> removes(graph, user));
  }

  private static boolean removes(OpGraph graph, Node user) {
    if (user.op() instanceof Op.Reduction reduction) {
      return reduction.kind() == ReductionKind.SUM || reduction.kind() == ReductionKind.MEAN;
    }
    boolean passes =
        user.op() instanceof Op.Permute
            || (user.op() instanceof Op.Pointwise pointwise
                && LINEAR.contains(pointwise.function()));
    return user.op() instanceof Op.MatMul || (passes && removable(graph, user));
  }

  private Map<Precision, Double> onFastestPipe(double products) {
    return switch (widest()) {
      case F64 -> Map.of(Precision.FP64, products);
      case F16 -> Map.of(Precision.FP16_TENSOR, products);
      case BF16 ->
          gpu.tensor().bf16() > 0
              ? Map.of(Precision.BF16_TENSOR, products)
              : Map.of(Precision.FP32, products);
      case F32, I64, I32, I16, I8, U8, BOOL -> float32(products);
    };
  }

  private Map<Precision, Double> float32(double products) {
    double split = gpu.tensor().fp16() / (task.fastMathAllowed() ? 1 : SPLIT_PRODUCTS);
    return split > gpu.fp32Tflops()
        ? Map.of(Precision.FP16_TENSOR, products * gpu.tensor().fp16() / split)
        : Map.of(Precision.FP32, products);
  }

  private DType widest() {
    return Stream.concat(
            task.inputs().stream().map(input -> input.tensor().dtype()),
            task.outputs().stream().map(TensorSpec::dtype))
        .filter(DType::floating)
        .max((a, b) -> Integer.compare(a.bytes(), b.bytes()))
        .orElse(DType.F32);
  }
}
