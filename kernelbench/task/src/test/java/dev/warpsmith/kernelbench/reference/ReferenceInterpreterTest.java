package dev.warpsmith.kernelbench.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceInterpreterTest {
  private static final Duration AMPLE = Duration.ofSeconds(60);
  private static final Bindings SMALL = Bindings.of(Map.of("n", 2L, "d", 3L, "m", 2L));
  private static final ElementSource X = ElementSource.of(new double[] {1, 2, 3, -1, 0, 5});

  private static double[] evaluate(OpGraph graph, Map<String, ElementSource> inputs) {
    return evaluate(graph, SMALL, inputs);
  }

  private static double[] evaluate(
      OpGraph graph, Bindings dims, Map<String, ElementSource> inputs) {
    return ReferenceInterpreter.of(graph, List.of())
        .evaluate(dims, inputs)
        .getOrDefault(graph.outputs().get(0), new double[0]);
  }

  @Test
  void broadcastsAsNumPyDoes() {
    OpGraph graph = Graphs.graph("x: f32[n, d]; r: f32[d]; c: f32[n, 1]", "y = add(mul(x, c), r)");

    double[] y =
        evaluate(
            graph,
            Map.of(
                "x", X,
                "r", ElementSource.of(new double[] {10, 20, 30}),
                "c", ElementSource.of(new double[] {2, -1})));

    assertThat(y).containsExactly(12, 24, 36, 11, 20, 25);
  }

  @Test
  void reducesAnyDims() {
    assertThat(reduced("sum(x, dim=1)")).containsExactly(6, 4);
    assertThat(reduced("sum(x, dim=0)")).containsExactly(0, 2, 8);
    assertThat(reduced("mean(x)")).containsExactly(10 / 6.0);
    assertThat(reduced("max(x, dim=[0, 1], keepdim=true)")).containsExactly(5);
    assertThat(reduced("min(x, dim=1)")).containsExactly(1, -1);
    assertThat(reduced("prod(x, dim=1)")).containsExactly(6, -0.0);
    assertThat(reduced("logsumexp(x, dim=1)")[0])
        .isEqualTo(Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)), within(1e-15));
  }

  private static double[] reduced(String call) {
    return evaluate(Graphs.graph("x: f32[n, d]", "y = " + call), Map.of("x", X));
  }

  @Test
  void keepsReductionsFiniteWhereTheirExponentialsAreNot() {
    ElementSource large = ElementSource.of(new double[] {1000, 1000, 1000, -2000, -2000, -2000});
    OpGraph graph = Graphs.graph("x: f32[n, d]", "y = logsumexp(x, dim=1)");

    assertThat(evaluate(graph, Map.of("x", large)))
        .containsExactly(1000 + Math.log(3), -2000 + Math.log(3));
    assertThat(
            evaluate(Graphs.graph("x: f32[n, d]", "y = softmax(x, dim=1)"), Map.of("x", large))[0])
        .isEqualTo(1 / 3.0);
  }

  @Test
  void normalisesAlongTheGivenDim() {
    OpGraph columns = Graphs.graph("x: f32[n, d]", "y = softmax(x, dim=0)");
    OpGraph logs = Graphs.graph("x: f32[n, d]", "y = log_softmax(x, dim=0)");

    double[] y = evaluate(columns, Map.of("x", X));
    double[] log = evaluate(logs, Map.of("x", X));

    assertThat(y[0]).isEqualTo(1 / (1 + Math.exp(-2)), within(1e-15));
    assertThat(y[3]).isEqualTo(Math.exp(-2) / (1 + Math.exp(-2)), within(1e-15));
    assertThat(log[5]).isEqualTo(Math.log(y[5]), within(1e-14));
  }

  @Test
  void multipliesMatricesWithOrWithoutATransposedSecond() {
    ElementSource b = ElementSource.of(new double[] {1, 4, 2, 5, 3, 6});
    ElementSource transposed = ElementSource.of(new double[] {1, 2, 3, 4, 5, 6});
    ElementSource bias = ElementSource.of(new double[] {100, 200});

    assertThat(
            evaluate(
                Graphs.graph("x: f32[n, d]; b: f32[d, m]", "y = matmul(x, b)"),
                Map.of("x", X, "b", b)))
        .containsExactly(14, 32, 14, 26);
    assertThat(
            evaluate(
                Graphs.graph("x: f32[n, d]; b: f32[m, d]; c: f32[m]", "y = linear(x, b, c)"),
                Map.of("x", X, "b", transposed, "c", bias)))
        .containsExactly(114, 232, 114, 226);
  }

  @Test
  void multipliesBatchesWithEitherSideTransposed() {
    ElementSource six = ElementSource.of(new double[] {1, 2, 3, 4, 5, 6});
    ElementSource twelve = ElementSource.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    Map<String, ElementSource> inputs = Map.of("x", X, "w", six, "t", twelve);
    String shapes = "x: f32[n, d]; w: f32[n, d]; t: f32[n, m, d]";

    assertThat(evaluate(Graphs.graph(shapes, "y = matmul(x, w, transpose_a=true)"), inputs))
        .containsExactly(-3, -3, -3, 2, 4, 6, 23, 31, 39);
    assertThat(evaluate(Graphs.graph(shapes, "y = linear(t, w)"), inputs))
        .containsExactly(14, 32, 32, 77, 50, 122, 68, 167);
    assertThat(evaluate(Graphs.graph(shapes, "y = matmul(t, t, transpose_b=true)"), inputs))
        .containsExactly(14, 32, 32, 77, 194, 266, 266, 365);
    assertThat(evaluate(Graphs.graph(shapes, "y = bmm(t, t, transpose_a=true)"), inputs))
        .startsWith(17, 22, 27, 22, 29, 36, 27, 36, 45, 149);
  }

  @Test
  void reordersDims() {
    assertThat(reduced("transpose(x, 0, 1)")).containsExactly(1, -1, 2, 0, 3, 5);
    assertThat(reduced("permute(x, dims=[0, 1])")).containsExactly(1, 2, 3, -1, 0, 5);
    OpGraph graph = Graphs.graph("x: f32[n, m, d]", "y = permute(x, dims=[2, 0, 1])");
    ElementSource x = index -> index;

    assertThat(evaluate(graph, Map.of("x", x)))
        .containsExactly(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11);
  }

  @Test
  void scansAlongTheGivenDim() {
    assertThat(reduced("cumsum(x, dim=1)")).containsExactly(1, 3, 6, -1, -1, 4);
    assertThat(reduced("cumsum(x, dim=0)")).containsExactly(1, 2, 3, 0, 2, 8);
    assertThat(reduced("cumprod(x, dim=1)")).containsExactly(1, 2, 6, -1, -0.0, -0.0);
  }

  @Test
  void scansNothingWhereTheDimIsEmpty() {
    OpGraph graph = Graphs.graph("x: f32[n, d]", "y = cumsum(x, dim=1)");

    assertThat(evaluate(graph, Bindings.of(Map.of("n", 2L, "d", 0L)), Map.of("x", X))).isEmpty();
  }

  @Test
  void scansLongRowsOnceHoweverManyElementsAreAskedFor() {
    Bindings dims = Bindings.of(Map.of("n", 3L, "d", 1L << 20));
    AtomicLong asked = new AtomicLong();
    ElementSource ones =
        index -> {
          asked.incrementAndGet();
          return 1;
        };
    long[] indices = LongStream.range(0, 3000).map(i -> i * 1048 + 17).toArray();

    OracleResult result =
        ReferenceInterpreter.of(Graphs.graph("x: f32[n, d]", "y = cumsum(x, dim=1)"), List.of())
            .elements(dims, Map.of("x", ones), "y", indices, AMPLE);

    assertThat(result.match(OracleResult.Computed::elements, over -> new double[0]))
        .containsExactly(
            LongStream.of(indices).mapToDouble(index -> index % (1 << 20) + 1).toArray());
    assertThat(asked.get()).isLessThan(20L << 20);
  }

  @Test
  void findsTheFirstOfEqualsAndTheFirstNotANumber() {
    ElementSource ties = ElementSource.of(new double[] {2, 7, 7, Double.NaN, 9, Double.NaN});
    Map<String, ElementSource> inputs = Map.of("x", ties);

    assertThat(evaluate(Graphs.graph("x: f32[n, d]", "y = argmax(x, dim=1)"), inputs))
        .containsExactly(1, 0);
    assertThat(evaluate(Graphs.graph("x: f32[n, d]", "y = argmin(x, dim=1)"), inputs))
        .containsExactly(0, 0);
    assertThat(evaluate(Graphs.graph("x: f32[n, d]", "y = argmax(x, dim=0)"), inputs))
        .containsExactly(1, 1, 1);
  }

  @Test
  void picksOneElementOfEachRow() {
    OpGraph graph = Graphs.graph("x: f32[n, d]; k: i64[n]", "y = gather(x, k, dim=1)");
    OpGraph columns = Graphs.graph("x: f32[n, d]; k: i64[d]", "y = gather(x, k, dim=0)");
    ElementSource rows = ElementSource.of(new double[] {2, 0});
    ElementSource outside = ElementSource.of(new double[] {1, 3});

    assertThat(evaluate(graph, Map.of("x", X, "k", rows))).containsExactly(3, -1);
    assertThat(evaluate(columns, Map.of("x", X, "k", index -> index % 2))).containsExactly(1, 0, 3);
    assertThatThrownBy(() -> evaluate(graph, Map.of("x", X, "k", outside)))
        .hasMessage(
            "y = gather(x, k, dim=1): element 1 of the index is 3, outside dim 1, which has 3"
                + " elements; expected 0 to 2");
  }

  @Test
  void roundsScalarsToTheirType() {
    SourcePosition start = new SourcePosition("graph", 1, 1);
    OpGraph withScalar =
        OpGraph.parse(
            List.of(TensorSpec.parse("x: f32[n, d]", start)),
            List.of("alpha"),
            List.of(new SourceCursor("y = mul(x, alpha)", start)),
            List.of(new SourceCursor("y", start)));

    double[] y =
        ReferenceInterpreter.of(withScalar, List.of(new TaskScalar("alpha", DType.F32, 0.1)))
            .evaluate(SMALL, Map.of("x", X))
            .getOrDefault("y", new double[0]);

    assertThat(y[0]).isEqualTo((double) 0.1f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y = softmax(x, dim=1)",
        "y = softmax(x, dim=0)",
        "y = sum(mul(x, sigmoid(x)), dim=0)",
        "y = div(x, add(sum(square(x), dim=1, keepdim=true), 1))",
        "y = linear(relu(x), w)",
        "y = logsumexp(linear(x, w), dim=1)",
        "y = mean(gelu(x))",
        "y = cumsum(softmax(x, dim=1), dim=1)",
        "y = cumprod(x, dim=0)",
        "y = transpose(cumsum(x, 1), 0, 1)",
        "y = gather(x, argmax(x, dim=0), dim=0)",
        "y = matmul(x, linear(x, w), transpose_a=true)",
      })
  void givesSingleElementsAsInTheWhole(String line) {
    OpGraph graph = Graphs.graph("x: f32[n, d]; w: f32[m, d]", line);
    Bindings dims = Bindings.of(Map.of("n", 37L, "d", 29L, "m", 11L));
    Map<String, ElementSource> inputs = new HashMap<>();
    graph
        .inputs()
        .forEach(
            input ->
                inputs.put(input.name(), InputGenerator.of(input, Distribution.normal(0, 1), 7)));
    double[] whole = evaluate(graph, dims, inputs);
    long[] indices = LongStream.range(0, whole.length).map(i -> whole.length - 1 - i).toArray();

    OracleResult result =
        ReferenceInterpreter.of(graph, List.of()).elements(dims, inputs, "y", indices, AMPLE);

    double[] single = result.match(OracleResult.Computed::elements, over -> new double[0]);
    double[] reversed = Arrays.stream(indices).mapToDouble(i -> whole[(int) i]).toArray();
    assertThat(single).containsExactly(reversed);
  }

  @Test
  void reachesSingleElementsBeyondWhatFitsInMemory() {
    OpGraph graph = Graphs.graph("x: f32[n, d]", "y = relu(x)");
    Bindings huge = Bindings.of(Map.of("n", 1L << 20, "d", 1L << 16));
    InputGenerator x = InputGenerator.of(graph.inputs().get(0), Distribution.uniform(0, 1), 1);
    long last = (1L << 36) - 1;

    OracleResult result =
        ReferenceInterpreter.of(graph, List.of())
            .elements(huge, Map.of("x", x), "y", new long[] {last}, AMPLE);

    assertThat(result.match(OracleResult.Computed::elements, over -> new double[0]))
        .containsExactly(x.at(last));
  }

  @Test
  void givesUpWhenTheBudgetIsSpent() {
    OpGraph graph = Graphs.graph("x: f32[n, d]", "y = sum(x)");
    Bindings huge = Bindings.of(Map.of("n", 1L << 20, "d", 1L << 20));
    Duration budget = Duration.ofMillis(50);

    OracleResult result =
        ReferenceInterpreter.of(graph, List.of())
            .elements(huge, Map.of("x", index -> 1), "y", new long[] {0}, budget);

    assertThat(result).isEqualTo(new OracleResult.OverBudget(budget));
  }

  @Test
  void namesAMissingInput() {
    OpGraph graph = Graphs.graph("x: f32[n, d]", "y = relu(x)");
    assertThatThrownBy(() -> evaluate(graph, Map.of())).hasMessage("input 'x' is missing");
  }
}
