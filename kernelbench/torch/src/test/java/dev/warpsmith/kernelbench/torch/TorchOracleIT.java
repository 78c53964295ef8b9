package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.Operators;
import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.InputGenerator;
import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernelbench.reference.OracleDifference;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares two oracles that share no code: the interpreter and PyTorch. */
class TorchOracleIT {
  /** Far above what float64 arithmetic is off by, far below any other meaning. */
  private static final double BOUND = 1e-10;

  private static final SourcePosition HERE = new SourcePosition("graph", 1, 1);
  private static final Bindings SIZE = Bindings.of(Map.of("m", 5L, "n", 7L, "k", 3L, "b", 2L));
  private static final double INF = Double.POSITIVE_INFINITY;

  /** What functions treat differently: signs of zero, halves, thresholds, the ends of float64. */
  private static final double[] SPECIAL = {
    Double.NaN,
    INF,
    -INF,
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3,
    -3,
    6,
    6.5,
    1e-20,
    -1e-20,
    20,
    20.5,
    -20.5,
    50,
    -50,
    700,
    -700,
    1e6,
    -1e6,
    1e300,
    -1e300,
    0.1,
    -0.1,
    0.7,
    -0.7,
    2,
    -2
  };

  @BeforeAll
  static void needsPyTorch() {
    Pythons.require();
  }

  /** A graph, its inputs, and what to call it in a failure. */
  private record Subject(OpGraph graph, OracleCase inputs) {
    static Subject of(String line, String specs, Map<String, ElementSource> inputs) {
      List<TensorSpec> tensors =
          Stream.of(specs.split(";")).map(spec -> TensorSpec.parse(spec.strip(), HERE)).toList();
      OpGraph graph =
          OpGraph.parse(
              tensors,
              List.of(),
              List.of(new SourceCursor(line, HERE)),
              List.of(new SourceCursor("y", HERE)));
      return new Subject(graph, new OracleCase(SIZE, inputs));
    }

    void agrees() {
      Map<String, double[]> ours =
          ReferenceInterpreter.of(graph, List.of()).evaluate(inputs.size(), inputs.inputs());
      Map<String, double[]> theirs =
          new TorchOracle(Pythons.require(), graph, List.of()).evaluate(List.of(inputs)).get(0);
      assertThat(
              graph.outputs().stream()
                  .map(y -> OracleDifference.largest(only(y, ours), only(y, theirs)))
                  .filter(worst -> worst.relative() > BOUND)
                  .map(worst -> graph.node(worst.output()) + " " + worst + operands(worst.index())))
          .isEmpty();
    }

    private static Map<String, double[]> only(String output, Map<String, double[]> values) {
      return Map.of(output, values.getOrDefault(output, new double[0]));
    }

    private String operands(int index) {
      return graph.inputs().stream()
          .filter(input -> input.elements(SIZE) > index)
          .map(
              input ->
                  input.name()
                      + " = "
                      + inputs.inputs().getOrDefault(input.name(), i -> 0).at(index))
          .collect(Collectors.joining(", ", " at ", ""));
    }
  }

  /** Many small graphs in one, so that PyTorch is imported once: an output each. */
  private static Subject together(
      List<String> expressions, String specs, Map<String, ElementSource> inputs, Bindings size) {
    List<SourceCursor> lines = new ArrayList<>();
    List<SourceCursor> outputs = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      String expression = expressions.get(i).replaceFirst("^y = ", "");
      lines.add(new SourceCursor("y" + i + " = " + expression, HERE));
      outputs.add(new SourceCursor("y" + i, HERE));
    }
    List<TensorSpec> tensors =
        Stream.of(specs.split(";")).map(spec -> TensorSpec.parse(spec.strip(), HERE)).toList();
    return new Subject(
        OpGraph.parse(tensors, List.of(), lines, outputs), new OracleCase(size, inputs));
  }

  private static String call(PointwiseFunction function) {
    String operands =
        IntStream.range(0, function.arity())
            .mapToObj(i -> List.of("x", "z", "w").get(i))
            .collect(Collectors.joining(", "));
    String kind = function == PointwiseFunction.GELU_TANH ? ", approximate='tanh'" : "";
    return function.word() + "(" + operands + kind + ")";
  }

  @Test
  void everyPointwiseFunctionAgreesOnSpecialValues() {
    int count = SPECIAL.length;
    Map<String, ElementSource> inputs = new HashMap<>();
    inputs.put("x", i -> SPECIAL[(int) i / count]);
    inputs.put("z", i -> SPECIAL[(int) i % count]);
    inputs.put("w", i -> SPECIAL[(int) (i * 7) % count]);
    List<String> calls =
        new ArrayList<>(
            Arrays.stream(PointwiseFunction.values()).map(TorchOracleIT::call).toList());
    calls.addAll(
        List.of(
            "softplus(x, beta=2, threshold=3)",
            "leaky_relu(x, negative_slope=0.3)",
            "elu(x, alpha=0.7)",
            "clamp(x, min=-0.6, max=0.6)",
            "clamp(x, max=2)",
            "hardtanh(x, min_val=-2, max_val=0.5)",
            "pow(x, 2)",
            "sub(1, x)"));
    Bindings size = Bindings.of(Map.of("n", (long) count * count));
    together(calls, "x: f64[n]; z: f64[n]; w: f64[n]", inputs, size).agrees();
  }

  @Test
  void everyOperatorWithDimsAgrees() {
    Map<String, ElementSource> inputs = new HashMap<>();
    for (String spec : OperatorCases.INPUTS.split(";")) {
      TensorSpec tensor = TensorSpec.parse(spec.strip(), HERE);
      Random random = new Random(tensor.name().hashCode());
      int count = Math.toIntExact(tensor.elements(OperatorCases.SIZE));
      inputs.put(tensor.name(), ElementSource.of(random.doubles(count, -2, 2).toArray()));
    }
    inputs.put("label", index -> index * 5 % 3);
    inputs.put("kind", index -> index * 5 % 7);
    List<String> graphs = OperatorCases.ROWS.stream().flatMap(row -> row.stream().skip(1)).toList();
    together(graphs, OperatorCases.INPUTS, inputs, OperatorCases.SIZE).agrees();
  }

  @Test
  void reductionsAgreeOnRowsWithNaNAndInfinities() {
    double[] values = {Double.NaN, 1, 2, INF, 1, -INF, -INF, -INF, -INF, INF, -INF, 3, 5, 5, 1};
    Map<String, ElementSource> inputs = Map.of("x", ElementSource.of(values));
    List<String> calls =
        Stream.of(
                "sum",
                "mean",
                "max",
                "min",
                "prod",
                "logsumexp",
                "softmax",
                "log_softmax",
                "cumsum",
                "argmax",
                "argmin")
            .map(word -> word + "(x, dim=1)")
            .toList();
    together(calls, "x: f64[m, k]", inputs, SIZE).agrees();
  }

  @Test
  void everyOperatorIsCompared() {
    List<String> compared =
        new ArrayList<>(
            Arrays.stream(PointwiseFunction.values()).map(PointwiseFunction::word).toList());
    OperatorCases.ROWS.forEach(row -> compared.add(row.get(0)));
    compared.add("swish"); // another name of silu
    assertThat(compared).containsAll(Operators.words());
  }

  @Test
  void everyBuiltInTaskAgrees() {
    for (BuiltInTasks.Entry entry : BuiltInTasks.all()) {
      Task task = BuiltInTasks.find(entry.name()).orElseThrow();
      OpGraph graph = task.graph().orElseThrow();
      List<OracleCase> cases = task.checkSizes().stream().map(size -> drawn(task, size)).toList();
      List<Map<String, double[]>> theirs =
          new TorchOracle(Pythons.require(), graph, task.scalars()).evaluate(cases);
      for (int i = 0; i < cases.size(); i++) {
        Map<String, double[]> ours =
            ReferenceInterpreter.of(graph, task.scalars())
                .evaluate(cases.get(i).size(), cases.get(i).inputs());
        OracleDifference worst = OracleDifference.largest(ours, theirs.get(i));
        assertThat(worst.relative()).as(task.name() + " " + worst).isLessThan(BOUND);
      }
    }
  }

  private static OracleCase drawn(Task task, Bindings size) {
    Map<String, ElementSource> inputs = new HashMap<>();
    for (TaskInput input : task.inputs()) {
      inputs.put(
          input.tensor().name(),
          InputGenerator.of(input.tensor(), input.distribution(), size, inputs.size() + 11L));
    }
    return new OracleCase(size, inputs);
  }

  @Test
  void emptyAndScalarTensorsAgree() {
    Bindings size = Bindings.of(Map.of("n", 0L));
    together(
            List.of("sum(x)", "exp(x)", "cumsum(x, dim=0)", "mul(s, 2)"),
            "x: f64[n]; s: f64[]",
            Map.of("x", index -> 1, "s", index -> 3),
            size)
        .agrees();
  }

  @Test
  void aNodeThatPyTorchRefusesIsNamed() {
    Map<String, ElementSource> inputs = Map.of("x", index -> index, "label", index -> 9);
    Subject wrong =
        Subject.of("y = gather(x, label, dim=1)", "x: f64[m, k]; label: i64[m]", inputs);
    assertThatThrownBy(
            () ->
                new TorchOracle(Pythons.require(), wrong.graph(), List.of())
                    .evaluate(List.of(wrong.inputs())))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("node y = gather(x, label, dim=1): ");
  }
}
