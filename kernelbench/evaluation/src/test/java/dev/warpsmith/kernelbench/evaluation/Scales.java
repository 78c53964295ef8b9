package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.evaluation.FakeDevice.Arguments;
import dev.warpsmith.kernelbench.evaluation.FakeDevice.Block;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.Reference;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntConsumer;

/** The task {@code y = exp(x)} and fake kernels for it, 32 elements a block. */
final class Scales {
  static final int BLOCK = 32;
  static final String SOURCE =
      """
      // @launch k<<<(ceildiv(n, 32)), (32)>>>(x, y, n)
      extern "C" __global__ void k(const float* x, float* y, int n) {}
      """;
  static final Candidate NAIVE =
      Candidates.parse(
          "naive.cu",
          """
          // @launch naive<<<(ceildiv(n, 32)), (32)>>>(x, y, n)
          extern "C" __global__ void naive(const float* x, float* y, int n) {}
          """);

  private Scales() {}

  static Task task() {
    return task("y = exp(x)", new Distribution(Distribution.Kind.UNIFORM, -1, 1));
  }

  /** Returns a task of one input and one output of n elements. */
  static Task task(String equation, Distribution distribution) {
    TensorSpec x = new TensorSpec("x", DType.F32, List.of(Expression.name("n")));
    TensorSpec y = new TensorSpec("y", DType.F32, List.of(Expression.name("n")));
    OpGraph graph = OpGraph.parse(List.of(x), equation);
    return new Task(
        "exp",
        "the exponential",
        Bindings.of(Map.of("n", 10_000L)),
        List.of(Bindings.of(Map.of("n", 37L)), Bindings.of(Map.of("n", 1000L))),
        List.of(new TaskInput(x, distribution, false)),
        List.of(y),
        List.of(),
        new Tolerance(1e-4, 1e-4),
        new Reference.Graph(graph),
        Optional.of(NAIVE),
        false,
        List.of());
  }

  /** Returns the right kernel, seen through a function of its result. */
  static Block elementwise(DoubleUnaryOperator function) {
    return (arguments, block, options) ->
        each(
            arguments,
            block,
            i ->
                arguments
                    .floats(1)
                    .set(i, (float) function.applyAsDouble(arguments.floats(0).get(i))));
  }

  /** Visits the elements of a block. */
  static void each(Arguments arguments, long block, IntConsumer visit) {
    int n = arguments.integer(2);
    for (int i = (int) block * BLOCK; i < Math.min(n, (block + 1) * BLOCK); i++) {
      visit.accept(i);
    }
  }

  static FakeDevice device(Block kernel) {
    return new FakeDevice(Map.of("naive", elementwise(Math::exp), "k", kernel));
  }

  /** Evaluates a kernel whose PTX adds atomically. */
  static Evaluation evaluateAtomic(Block kernel) {
    CandidateCompiler compiler =
        (candidate, arch) ->
            new CompilationResult.Compiled(
                new ModuleImage("  red.global.add.f32", Optional.empty(), Map.of()), List.of());
    try (Evaluator evaluator =
        new Evaluator(task(), device(kernel), compiler, EvaluationSettings.of(1))) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      return evaluator.evaluate(
          candidate(SOURCE), baseline, EvaluationMemory.none(), EvaluationObserver.none());
    }
  }

  static CandidateCompiler compiler() {
    return (candidate, arch) ->
        new CompilationResult.Compiled(new ModuleImage("", Optional.empty(), Map.of()), List.of());
  }

  static Candidate candidate(String source) {
    return Candidates.parse("kernel.cu", source);
  }

  static Evaluation evaluate(Block kernel) {
    return evaluate(SOURCE, kernel);
  }

  static Evaluation evaluate(String source, Block kernel) {
    try (Evaluator evaluator =
        new Evaluator(task(), device(kernel), compiler(), EvaluationSettings.of(1))) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      return evaluator.evaluate(
          candidate(source), baseline, EvaluationMemory.none(), EvaluationObserver.none());
    }
  }
}
