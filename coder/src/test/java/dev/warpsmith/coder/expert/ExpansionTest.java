package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpansionTest {
  private static final Bindings SIZE = Bindings.of(Map.of("n", 3L, "c", 4L, "h", 5L, "w", 6L));

  private static OpGraph graph(String line) {
    List<TensorSpec> inputs =
        Stream.of(
                "x: f32[n, c, h, w]",
                "z: f32[n, c, h, w]",
                "r: f32[n, w]",
                "s: f32[n, w]",
                "t: i64[n]",
                "ln: f32[h, w]",
                "v: f32[w]",
                "q: f32[n, c, 16]",
                "k: f32[n, h, 16]",
                "d: f64[n, w]",
                "u: f32[n, h, w]",
                "ch: f32[c]",
                "i: f32[n, c, 6, 12]")
            .map(text -> TensorSpec.parse(text, new SourcePosition("graph", 1, 1)))
            .toList();
    return OpGraph.parse(inputs, line);
  }

  private static double[] evaluate(OpGraph graph) {
    Map<String, ElementSource> inputs = new HashMap<>();
    for (TensorSpec input : graph.inputs()) {
      Random random = new Random(input.name().hashCode());
      double[] values =
          random
              .doubles(input.elements(SIZE), -2, 2)
              .map(input.name().equals("t") ? v -> 3 : v -> v)
              .toArray();
      inputs.put(input.name(), ElementSource.of(values));
    }
    return ReferenceInterpreter.of(graph, List.of())
        .evaluate(SIZE, inputs)
        .getOrDefault("y", new double[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mse_loss(x, z)",
        "l1_loss(x, z, reduction='sum')",
        "smooth_l1_loss(x, z, beta=0.5)",
        "kl_div(x, exp(z), reduction='batchmean')",
        "kl_div(v, exp(v), reduction='batchmean')",
        "cross_entropy(r, t)",
        "cross_entropy(r, t, reduction='none')",
        "triplet_margin_loss(r, s, neg(r), margin=2)",
        "cosine_similarity(x, z)",
        "cosine_similarity(x, z, dim=-1, eps=3)",
        "instance_norm(x, eps=0.1)",
        "instance_norm(x, ch, ch)",
        "batch_norm(x)",
        "batch_norm(x, ch, ch, eps=0.1)",
        "batch_norm(r, v, v)",
        "group_norm(x, ch, ch, num_groups=2, eps=0.1)",
        "group_norm(relu(r), v, v, num_groups=3)",
        "layer_norm(x, ln, ln)",
        "layer_norm(x, normalized_shape=[c, h, w])",
        "rms_norm(x, v, eps=0.1)",
        "scaled_dot_product_attention(q, k, u)",
        "scaled_dot_product_attention(q, k, u, scale=0.1)",
        "scaled_dot_product_attention(u, u, u)",
        "pow(x, 3)",
      })
  void meansTheSameWithOperatorsThatHaveSchedules(String call) {
    OpGraph graph = graph("y = " + call);
    OpGraph expanded = Expansion.of(graph, SIZE);

    assertThat(expanded.nodes()).hasSizeGreaterThan(graph.nodes().size());
    assertMeansTheSame(expanded, graph);
  }

  /** Rows that are kept nowhere are read once for their mean and variance. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "instance_norm(x, eps=0.1)",
        "instance_norm(x, ch, ch)",
        "group_norm(x, ch, ch, num_groups=2, eps=0.1)",
        "layer_norm(x, ln, ln)",
        "layer_norm(x, normalized_shape=[c, h, w])",
        "layer_norm(linear(r, s), normalized_shape=[n])",
      })
  void findsMeansAndVariancesOfLongRowsInOnePass(String call) {
    OpGraph graph = graph("y = " + call);
    Bindings large = Bindings.of(Map.of("n", 70_000L, "c", 70_000L, "h", 300L, "w", 300L));
    OpGraph expanded = Expansion.of(graph, large);

    assertThat(expanded.node("y_step")).isPresent();
    assertThat(Expansion.of(graph, SIZE).node("y_step")).isEmpty();
    assertMeansTheSame(expanded, graph);
  }

  /** What is computed wherever it is needed has no element in memory. */
  @Test
  void findsMeansOfWhatIsNotStoredBeforeVariances() {
    Bindings large = Bindings.of(Map.of("n", 3L, "c", 4L, "h", 300L, "w", 300L));

    assertThat(Expansion.of(graph("y = instance_norm(relu(x))"), large).node("y_step")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adaptive_avg_pool2d(x, output_size=1)",
        "adaptive_max_pool2d(x, output_size=1)",
        "adaptive_avg_pool2d(i, output_size=3)",
        "adaptive_max_pool2d(i, output_size=[6, 2])",
      })
  void poolsAdaptivelyByReductionsOrEqualWindows(String call) {
    OpGraph graph = graph("y = " + call);
    OpGraph expanded = Expansion.of(graph, SIZE);

    assertThat(expanded.node("y").orElseThrow().op()).isNotInstanceOf(Op.AdaptivePool.class);
    assertMeansTheSame(expanded, graph);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adaptive_avg_pool2d(x, output_size=2)",
        "adaptive_avg_pool2d(i, output_size=4)",
        "softmax(x, dim=1)",
        "group_norm(x, num_groups=2)",
        "scaled_dot_product_attention(q, k, u, is_causal=true)",
        "mse_loss(d, d)",
        "max_pool2d(x, kernel_size=2)",
      })
  void leavesTheRestAsItIs(String call) {
    OpGraph graph = graph("y = " + call);

    assertThat(Expansion.of(graph, SIZE)).isSameAs(graph);
  }

  @ParameterizedTest
  @ValueSource(strings = {"triplet_margin_loss(EPS, MARGIN, neg(EPS))", "layer_norm(EPS, eps)"})
  void takesNoNameForAPlaceholder(String call) {
    List<TensorSpec> inputs =
        Stream.of("EPS: f32[n, w]", "MARGIN: f32[n, w]", "eps: f32[w]")
            .map(text -> TensorSpec.parse(text, new SourcePosition("graph", 1, 1)))
            .toList();
    OpGraph graph = OpGraph.parse(inputs, "y = " + call);

    assertMeansTheSame(Expansion.of(graph, SIZE), graph);
  }

  /** One kernel for a normalization with what is before and after it; one for a loss. */
  @Test
  void fusesWhatItExpands() {
    assertThat(kinds("y = gelu(layer_norm(relu(x), ln, ln))")).containsExactly(Region.Kind.ROW);
    assertThat(kinds("y = mul(instance_norm(add(x, 1)), 2)")).containsExactly(Region.Kind.ROW);
    assertThat(kinds("y = mse_loss(x, sigmoid(z))")).containsExactly(Region.Kind.ROW);
    assertThat(kinds("y = relu(squeeze(unsqueeze(norm(r, dim=1), dim=0), dim=0))"))
        .containsExactly(Region.Kind.ROW);
    assertThat(kinds("y = softmax(dropout(linear(r, s), p=0.2), dim=1)"))
        .containsExactly(Region.Kind.MATMUL, Region.Kind.ROW);
    assertThat(kinds("y = tanh(mish(conv_transpose2d(x, z, padding=1)))"))
        .containsExactly(Region.Kind.CONVOLUTION);
    assertThat(kinds("y = relu(avg_pool2d(x, kernel_size=2))")).containsExactly(Region.Kind.WINDOW);
    assertThat(kinds("y = relu(adaptive_avg_pool2d(x, output_size=2))"))
        .containsExactly(Region.Kind.NAIVE, Region.Kind.POINTWISE);
    assertThat(kinds("y = relu(adaptive_avg_pool2d(tanh(x), output_size=1))"))
        .containsExactly(Region.Kind.ROW);
    assertThat(kinds("y = relu(mul(sigmoid(r), unsqueeze(v, dim=0)))"))
        .as("a view of an input costs nothing")
        .containsExactly(Region.Kind.POINTWISE);
  }

  /** What one later kernel alone needs is computed there; what two need, or a result, is kept. */
  @Test
  void storesNothingThatOneKernelCanComputeItself() {
    assertThat(stores("y = batch_norm(x, ch, ch)"))
        .as("one pass over x finds how far it is from one of its elements, and that squared")
        .containsExactly("y_shift", "y_mean", "y_variance", "y_centre", "y_scale", "y");
    assertThat(stores("e = relu(r); f = linear(e, s); g = linear(e, r); y = add(f, g)"))
        .as("two products need e")
        .contains("e");
  }

  private static List<String> stores(String lines) {
    OpGraph graph =
        Expansion.of(OpGraph.parse(graph("y = relu(x)").inputs(), lines.split("; *")), SIZE);
    return Partition.of(graph).stream()
        .flatMap(region -> region.stores().stream())
        .map(TensorSpec::name)
        .collect(Collectors.toList());
  }

  private static List<Region.Kind> kinds(String line) {
    String shape = line.contains("conv") ? line.replace("z,", "z4,") : line;
    List<TensorSpec> inputs = new ArrayList<>(graph("y = relu(x)").inputs());
    inputs.add(TensorSpec.parse("z4: f32[c, c, 3, 3]", new SourcePosition("graph", 1, 1)));
    OpGraph graph = Expansion.of(OpGraph.parse(inputs, shape), SIZE);
    return Partition.of(graph).stream().map(Region::kind).collect(Collectors.toList());
  }

  @Test
  void leavesAGraphAloneThatHasTakenItsNames() {
    OpGraph graph =
        OpGraph.parse(
            graph("y = relu(x)").inputs(),
            "y = layer_norm(x, normalized_shape=[w])",
            "y_scale = exp(y)");

    assertThat(Expansion.of(graph, SIZE)).isSameAs(graph);
    assertThat(Arrays.asList("y", "y_scale")).allMatch(name -> graph.node(name).isPresent());
  }

  private static void assertMeansTheSame(OpGraph expanded, OpGraph graph) {
    assertThat(expanded.spec("y")).isEqualTo(graph.spec("y"));
    assertThat(evaluate(expanded)).containsExactly(evaluate(graph), Offset.offset(1e-10));
  }
}
