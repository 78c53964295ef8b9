package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How far a result may be from the reference.
 *
 * <p>The task's tolerance bounds every element. The normalised error of the whole is bounded by the
 * larger of {@value #HONEST_FACTOR} times what the naive kernels are off by, and {@value
 * #EPSILON_FACTOR} · ε · √L, where ε is the output type's machine epsilon and L the longest
 * reduction: rounding errors of L sequential additions grow like √L (Higham and Mary 2019), and a
 * candidate may add in any order. For float32 and L = 4096 that is 3e-5, while TF32 or 16-bit
 * arithmetic inside is off by 3e-4 and more.
 *
 * <p>Under a stress, the absolute tolerance is at least {@value #HONEST_FACTOR} times the naive
 * kernels' largest error: inputs a thousand times larger make errors a thousand times larger.
 *
 * <p>A result that is beyond these bounds may still be right where the reference cancels: {@link
 * #widened} admits what rounding the inputs explains, see {@link Conditioning}, and {@link #at}
 * what the naive kernels are off by on the very same inputs.
 */
final class ErrorBounds {
  static final double HONEST_FACTOR = 8;
  static final double EPSILON_FACTOR = 4;
  private static final double FAST_MATH_FACTOR = 8;
  private static final double SHORTEST = 16;
  private static final double LONGEST_UNKNOWN = 65_536;

  private final Task task;
  private final Map<String, HonestError> honest;
  private final Map<String, HonestError> conditioning;

  ErrorBounds(Task task, Map<String, HonestError> honest) {
    this(task, honest, Map.of());
  }

  private ErrorBounds(
      Task task, Map<String, HonestError> honest, Map<String, HonestError> conditioning) {
    this.task = task;
    this.honest = honest;
    this.conditioning = conditioning;
  }

  /**
   * Returns the bounds for one case whose conditioning is known: {@value #EPSILON_FACTOR} · √L
   * times what one rounding of each input moves are allowed, in the normalised error and, under a
   * stress, of every element.
   *
   * @param moved by output
   */
  ErrorBounds widened(Map<String, HonestError> moved) {
    return new ErrorBounds(task, honest, moved);
  }

  /**
   * Returns the bounds for one case of which it is known what the naive kernels are off by there.
   *
   * @param errors by output
   */
  ErrorBounds at(InputCase inputs, Map<String, HonestError> errors) {
    Map<String, HonestError> all = new HashMap<>(honest);
    errors.forEach((output, error) -> all.merge(inputs.key(output), error, HonestError::max));
    return new ErrorBounds(task, all, conditioning);
  }

  private double unavoidable(
      InputCase inputs, TensorSpec output, ToDoubleFunction<HonestError> part) {
    HonestError moved = conditioning.get(output.name());
    return moved == null
        ? 0
        : EPSILON_FACTOR * Math.sqrt(longestReduction(inputs.size())) * part.applyAsDouble(moved);
  }

  /** Tells whether the naive kernels were right in cases like this one. */
  boolean admits(InputCase inputs) {
    return task.outputs().stream().allMatch(out -> honest.containsKey(inputs.key(out.name())));
  }

  /** Returns the tolerance of every element. */
  Tolerance tolerance(InputCase inputs, TensorSpec output) {
    HonestError error = honest.get(inputs.key(output.name()));
    if (inputs.stress() == Stress.PLAIN || error == null) {
      return task.tolerance();
    }
    return new Tolerance(
        Math.max(
            Math.max(task.tolerance().absolute(), HONEST_FACTOR * error.largest()),
            unavoidable(inputs, output, HonestError::largest)),
        task.tolerance().relative());
  }

  /** Returns the bound of the normalised error. */
  double normalised(InputCase inputs, TensorSpec output) {
    HonestError error = honest.get(inputs.key(output.name()));
    double measured = error == null ? 0 : HONEST_FACTOR * error.normalised();
    double allowed = task.fastMathAllowed() ? FAST_MATH_FACTOR : 1;
    double rounding = allowed * EPSILON_FACTOR * rounding(inputs.size(), output.dtype());
    return Math.max(
        Math.max(measured, rounding), unavoidable(inputs, output, HonestError::normalised));
  }

  /**
   * Returns how far an element that is computed on the way to an output may be from the reference.
   *
   * @param magnitude its absolute value
   * @param moved what one rounding of each input moves it by
   */
  double computed(InputCase inputs, DType dtype, double magnitude, double moved) {
    double length =
        Math.sqrt(task.graph().map(g -> longestReduction(g, inputs.size())).orElse(1.0));
    return EPSILON_FACTOR * (rounding(length, dtype) * magnitude + length * moved);
  }

  private double rounding(Bindings size, DType dtype) {
    return rounding(Math.sqrt(longestReduction(size)), dtype);
  }

  private static double rounding(double rootOfLength, DType dtype) {
    return switch (dtype) {
      case F64 -> 0x1p-52 * rootOfLength;
      case F32 -> 0x1p-23 * rootOfLength;
      case F16 -> 0x1p-10;
      case BF16 -> 0x1p-7;
      case I64, I32, I16, I8, U8, BOOL -> 0;
    };
  }

  private double longestReduction(Bindings size) {
    double longest =
        task.graph()
            .map(graph -> longestReduction(graph, size))
            .orElseGet(() -> Math.min(LONGEST_UNKNOWN, largestInput(size)));
    return Math.max(SHORTEST, longest);
  }

  private double largestInput(Bindings size) {
    return task.inputs().stream()
        .mapToDouble(input -> input.tensor().elements(size))
        .max()
        .orElse(SHORTEST);
  }

  /** Returns how many elements the longest reduction of a graph adds up. */
  static double longestReduction(OpGraph graph, Bindings size) {
    return graph.nodes().isEmpty() ? SHORTEST : (double) graph.longestReduction(size);
  }
}
