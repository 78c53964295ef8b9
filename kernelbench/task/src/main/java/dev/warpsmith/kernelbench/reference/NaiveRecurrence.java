package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernelbench.graph.RecurrenceKind;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernel of a recurrent layer: a block for each sample, which goes through the steps; a
 * thread for every 256th unit. The last state is read from the result, where a step before wrote
 * it; of an LSTM's two states, the one that is no result lies in scratch memory.
 */
final class NaiveRecurrence {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name(
          const $S* gates, $firsts, const $S* weight, $bias$S* out, $scratch$I steps, $I samples,
          $I hidden) {
        $I sample = blockIdx.x;
        $I begin = sample * hidden;
        for ($I step = 0; step < steps; step++) {
          $I place = $place;
          $I now = (place * samples + sample) * hidden;
          $I last = (($last) * samples + sample) * hidden;
          const $S* given = gates + now * $gates;
      $buffers    for ($I unit = threadIdx.x; unit < hidden; unit += blockDim.x) {
      $zeros      for ($I i = 0; i < hidden; i++) {
              $T state = $state_of_i;
      $sums      }
      $next    }
          __syncthreads();
        }
      }
      """;

  private static final String BUFFERS =
      """
          $T* written = other + (step % 2) * samples * hidden;
          $T* read = other + ((step + 1) % 2) * samples * hidden;
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final Op.Recurrence op;
  private final List<TensorSpec> operands;
  private final TensorSpec result;

  NaiveRecurrence(
      NaiveProgram program,
      CudaScalar type,
      Op.Recurrence op,
      List<TensorSpec> operands,
      TensorSpec result) {
    this.program = program;
    this.type = type;
    this.op = op;
    this.operands = List.copyOf(operands);
    this.result = result;
  }

  private boolean two() {
    return op.kind().states() > 1;
  }

  private boolean bias() {
    return operands.size() > op.kind().states() + 2;
  }

  void write(String kernel) {
    StringBuilder zeros = new StringBuilder();
    StringBuilder sums = new StringBuilder();
    for (int gate = 0; gate < op.kind().gates(); gate++) {
      String begin = bias() ? load("bias[" + gate + " * hidden + unit]") : type.literal(0);
      zeros.append("      $T a%d = %s;\n".formatted(gate, begin));
      String weight = load("weight[(" + gate + " * hidden + unit) * hidden + i]");
      sums.append("        a%d += %s * state;\n".formatted(gate, weight));
    }
    program.kernel(
        KERNEL,
        "$zeros",
        zeros.toString(),
        "$sums",
        sums.toString(),
        "$next",
        next(),
        "$state_of_i",
        state("i"),
        "$buffers",
        two() && op.cell() ? BUFFERS : "",
        "$scratch",
        two() ? "$T* other, " : "",
        "$firsts",
        two() ? "const $S* first, const $S* first_cell" : "const $S* first",
        "$bias",
        bias() ? "const $S* bias, " : "",
        "$place",
        op.reverse() ? "steps - 1 - step" : "step",
        "$last",
        op.reverse() ? "place + 1" : "place - 1",
        "$gates",
        "" + op.kind().gates(),
        "$name",
        kernel,
        "$S",
        result.dtype().cudaName(),
        "$T",
        type.typeName());
    launch(kernel);
  }

  private void launch(String kernel) {
    List<String> arguments = new ArrayList<>();
    operands.forEach(operand -> arguments.add(operand.name()));
    arguments.add(result.name());
    Expression samples = result.shape().get(1);
    Expression hidden = result.shape().get(2);
    if (two()) {
      List<Expression> shape =
          op.cell() ? List.of(Expression.of(2), samples, hidden) : List.of(samples, hidden);
      TensorSpec other = new TensorSpec(result.name() + "_other", type.dtype(), shape);
      program.scratch(other);
      arguments.add(other.name());
    }
    arguments.add(result.shape().get(0).toString());
    arguments.add(samples.toString());
    arguments.add(hidden.toString());
    program.launch(kernel, samples.toString(), "256", arguments);
  }

  private String load(String element) {
    return type.load(result.dtype(), element);
  }

  /** Returns a unit's state after the step before. */
  private String state(String unit) {
    String first = load("first[begin + " + unit + "]");
    String before = op.cell() ? "read[begin + " + unit + "]" : load("out[last + " + unit + "]");
    return "step == 0 ? " + first + " : " + before;
  }

  private String given(int gate) {
    return load("given[" + gate + " * hidden + unit]");
  }

  private String declared(String name, String value) {
    return "      $T " + name + " = " + value + ";\n";
  }

  private String applied(String name, PointwiseFunction function, String value) {
    return declared(name + "_in", value)
        + declared(name, type.apply(function, List.of(name + "_in"), List.of()));
  }

  private String gate(String name, PointwiseFunction function, int gate) {
    return applied(name, function, given(gate) + " + a" + gate);
  }

  private String next() {
    return switch (op.kind()) {
      case LSTM -> lstm();
      case GRU ->
          gate("reset", PointwiseFunction.SIGMOID, 0)
              + gate("update", PointwiseFunction.SIGMOID, 1)
              + applied("content", PointwiseFunction.TANH, given(2) + " + reset * a2")
              + declared("state", state("unit"))
              + stored("(" + type.literal(1) + " - update) * content + update * state");
      case RNN_TANH, RNN_RELU ->
          gate(
                  "next",
                  op.kind() == RecurrenceKind.RNN_TANH
                      ? PointwiseFunction.TANH
                      : PointwiseFunction.RELU,
                  0)
              + stored("next");
    };
  }

  private String lstm() {
    String before = op.cell() ? load("out[last + unit]") : "other[begin + unit]";
    String cell = "step == 0 ? " + load("first_cell[begin + unit]") + " : " + before;
    return gate("in", PointwiseFunction.SIGMOID, 0)
        + gate("forget", PointwiseFunction.SIGMOID, 1)
        + gate("content", PointwiseFunction.TANH, 2)
        + gate("shown", PointwiseFunction.SIGMOID, 3)
        + declared("before", cell)
        + declared("cell", "forget * before + in * content")
        + declared("bent", type.apply(PointwiseFunction.TANH, List.of("cell"), List.of()))
        + (op.cell()
            ? "      written[begin + unit] = shown * bent;\n" + stored("cell")
            : "      other[begin + unit] = cell;\n" + stored("shown * bent"));
  }

  private String stored(String value) {
    return "      out[now + unit] = " + type.store(result.dtype(), value) + ";\n";
  }
}
