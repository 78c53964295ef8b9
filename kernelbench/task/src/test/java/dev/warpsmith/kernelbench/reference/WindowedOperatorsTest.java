package dev.warpsmith.kernelbench.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.Bindings;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Convolutions, pools, normalizations, attention, losses and moves, against plain arithmetic. */
class WindowedOperatorsTest {
  private static final Offset<Double> CLOSE = within(1e-12);
  private static final Bindings NO_DIMS = Bindings.none();

  private static double[] evaluate(String inputs, String call, double[]... values) {
    OpGraph graph = Graphs.graph(inputs, "y = " + call);
    Map<String, ElementSource> sources = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      sources.put(graph.inputs().get(i).name(), ElementSource.of(values[i]));
    }
    return ReferenceInterpreter.of(graph, List.of())
        .evaluate(NO_DIMS, sources)
        .getOrDefault("y", new double[0]);
  }

  private static double[] draw(int count) {
    return new Random(count).doubles(count, -2, 2).toArray();
  }

  @Test
  void correlatesARowByHand() {
    double[] x = {1, 2, 3, 4, 5};
    double[] w = {10, 1};

    assertThat(evaluate("x: f32[1, 1, 5]; w: f32[1, 1, 2]", "conv1d(x, w)", x, w))
        .containsExactly(12, 23, 34, 45);
    assertThat(
            evaluate(
                "x: f32[1, 1, 5]; w: f32[1, 1, 2]; b: f32[1]",
                "conv1d(x, w, b, stride=2, padding=1, dilation=3)",
                x,
                w,
                new double[] {100}))
        .containsExactly(103, 125);
    assertThat(evaluate("x: f32[1, 1, 2]; w: f32[1, 1, 2]", "conv_transpose1d(x, w)", x, w))
        .containsExactly(10, 21, 2);
    assertThat(
            evaluate(
                "x: f32[1, 1, 2]; w: f32[1, 1, 2]",
                "conv_transpose1d(x, w, stride=3, padding=1, output_padding=1, dilation=2)",
                x,
                w))
        .containsExactly(0, 1, 20, 0, 2);
  }

  /** The convolution scatters instead of gathering here; x [2, 4, 5, 6], w [6, 2, 3, 2]. */
  @Test
  void convolvesGroupsInTwoDims() {
    double[] x = draw(2 * 4 * 5 * 6);
    double[] w = draw(6 * 2 * 3 * 2);
    double[] y =
        evaluate(
            "x: f32[2, 4, 5, 6]; w: f32[6, 2, 3, 2]",
            "conv2d(x, w, stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2)",
            x,
            w);

    double[] expected = new double[2 * 6 * 3 * 4];
    for (int n = 0; n < 2; n++) {
      for (int in = 0; in < 4; in++) {
        for (int out = in / 2 * 3; out < in / 2 * 3 + 3; out++) {
          for (int i = 0; i < 30; i++) {
            for (int k = 0; k < 6; k++) {
              int row = i / 6 + 1 - k / 2;
              int column = i % 6 - 2 * (k % 2);
              if (row >= 0 && row % 2 == 0 && row / 2 < 3 && column >= 0 && column < 4) {
                expected[((n * 6 + out) * 3 + row / 2) * 4 + column] +=
                    x[(n * 4 + in) * 30 + i] * w[(out * 2 + in % 2) * 6 + k];
              }
            }
          }
        }
      }
    }
    assertThat(y).containsExactly(expected, CLOSE);
  }

  /** A transposed convolution is the adjoint of the convolution: their inner products agree. */
  @Test
  void transposesConvolutionsInThreeDims() {
    double[] x = draw(4 * 5 * 6 * 7);
    double[] w = draw(6 * 2 * 2 * 3 * 3);
    String settings = "stride=(1, 2, 2), padding=(0, 1, 1), dilation=(2, 1, 1), groups=2";
    double[] y =
        evaluate(
            "x: f32[1, 4, 5, 6, 7]; w: f32[6, 2, 2, 3, 3]", "conv3d(x, w, " + settings + ")", x, w);
    double[] z = draw(y.length);
    double[] back =
        evaluate(
            "z: f32[1, 6, 3, 3, 4]; w: f32[6, 2, 2, 3, 3]",
            "conv_transpose3d(z, w, output_padding=(0, 1, 0), " + settings + ")",
            z,
            w);

    assertThat(back).hasSameSizeAs(x);
    assertThat(dot(back, x)).isCloseTo(dot(z, y), within(1e-9));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void poolsARowByHand() {
    double[] x = {1, 5, 2, -4, Double.NaN, 3, 7};
    String input = "x: f32[1, 7]";

    assertThat(evaluate(input, "max_pool1d(x, kernel_size=2)", x))
        .containsExactly(5, 2, Double.NaN);
    assertThat(evaluate(input, "max_pool1d(x, kernel_size=2, ceil_mode=true)", x))
        .containsExactly(5, 2, Double.NaN, 7);
    assertThat(evaluate(input, "max_pool1d(x, kernel_size=3, stride=1, padding=1, dilation=3)", x))
        .containsExactly(3, 7, Double.NaN);
    double[] z = {1, 5, 2, -4, 8, 3, 7};
    assertThat(evaluate(input, "avg_pool1d(x, kernel_size=4, stride=3, padding=1)", z))
        .containsExactly(2, 2.25);
    assertThat(
            evaluate(
                input,
                "avg_pool1d(x, kernel_size=4, stride=3, padding=1, count_include_pad=false,"
                    + " ceil_mode=true)",
                z))
        .containsExactly(8 / 3.0, 2.25, 5);
    assertThat(
            evaluate(input, "avg_pool1d(x, kernel_size=4, stride=3, padding=1, ceil_mode=true)", z))
        .containsExactly(2, 2.25, 10 / 3.0);
    assertThat(evaluate(input, "adaptive_avg_pool1d(x, output_size=3)", z))
        .containsExactly(8 / 3.0, 2, 6);
    assertThat(evaluate(input, "adaptive_max_pool1d(x, output_size=2)", z)).containsExactly(5, 8);
  }

  @Test
  void poolsEachWindowOfTwoDims() {
    double[] x = draw(2 * 6 * 9);
    double[] y = evaluate("x: f32[2, 6, 9]", "max_pool2d(x, kernel_size=(2, 3))", x);

    for (int i = 0; i < y.length; i++) {
      int base = (i / 3 * 2) * 9 + i % 3 * 3;
      double expected = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < 6; k++) {
        expected = Math.max(expected, x[base + k / 3 * 9 + k % 3]);
      }
      assertThat(y[i]).isEqualTo(expected);
    }
    assertThat(evaluate("x: f32[2, 6, 9]", "adaptive_avg_pool2d(x, output_size=1)", x))
        .containsExactly(
            new double[] {
              Arrays.stream(x, 0, 54).average().orElseThrow(),
              Arrays.stream(x, 54, 108).average().orElseThrow()
            },
            CLOSE);
  }

  /** Normalised elements have mean 0 and variance 1 in the groups that the operator names. */
  @Test
  void normalisesTheGroupsThatItsNameSays() {
    double[] x = draw(3 * 4 * 5);
    String input = "x: f32[3, 4, 5]";

    assertNormal(evaluate(input, "batch_norm(x, eps=0)", x), 4, i -> i / 5 % 4);
    assertNormal(evaluate(input, "instance_norm(x, eps=0)", x), 12, i -> i / 5);
    assertNormal(evaluate(input, "group_norm(x, num_groups=2, eps=0)", x), 6, i -> i / 10);
    assertNormal(evaluate(input, "layer_norm(x, normalized_shape=[5], eps=0)", x), 12, i -> i / 5);
    assertNormal(
        evaluate(input, "layer_norm(x, normalized_shape=[4, 5], eps=0)", x), 3, i -> i / 20);
  }

  /** Finds an element's group. */
  private interface Group {
    int of(int index);
  }

  private static void assertNormal(double[] y, int groups, Group group) {
    double[] sums = new double[groups];
    double[] squares = new double[groups];
    for (int i = 0; i < y.length; i++) {
      sums[group.of(i)] += y[i];
      squares[group.of(i)] += y[i] * y[i];
    }
    for (int g = 0; g < groups; g++) {
      assertThat(sums[g]).isCloseTo(0, within(1e-9));
      assertThat(squares[g] * groups / y.length).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void scalesAndShiftsNormalisedElements() {
    double[] x = {1, 3, 2, 6};
    double[] w = {10, 100};
    double[] b = {1, 2};

    assertThat(
            evaluate("x: f32[2, 2]; w: f32[2]; b: f32[2]", "layer_norm(x, w, b, eps=3)", x, w, b))
        .containsExactly(-4, 52, 1 - 20 / Math.sqrt(7), 2 + 200 / Math.sqrt(7));
    assertThat(
            evaluate("x: f32[2, 2]; w: f32[2]; b: f32[2]", "batch_norm(x, w, b, eps=0)", x, w, b))
        .containsExactly(new double[] {-9, -98, 11, 102}, CLOSE);
    assertThat(evaluate("x: f32[2, 2]; w: f32[2]", "rms_norm(x, w, eps=4)", x, w))
        .containsExactly(
            new double[] {10 / 3.0, 100, 20 / Math.sqrt(24), 600 / Math.sqrt(24)}, CLOSE);
  }

  @Test
  void attendsToTheValuesByTheKeys() {
    double[] q = {1, 0, 0, 2};
    double[] k = {1, 1, 3, 0, 0, 2};
    double[] v = {10, 20, 30};
    String inputs = "q: f32[2, 2]; k: f32[3, 2]; v: f32[3, 1]";

    double[] y = evaluate(inputs, "scaled_dot_product_attention(q, k, v, scale=1)", q, k, v);
    double[] causal =
        evaluate(inputs, "scaled_dot_product_attention(q, k, v, is_causal=true)", q, k, v);

    double e = Math.E;
    double first = (10 * e + 20 * Math.exp(3) + 30) / (e + Math.exp(3) + 1);
    double second = (10 * e * e + 20 + 30 * Math.exp(4)) / (e * e + 1 + Math.exp(4));
    assertThat(y).containsExactly(new double[] {first, second}, CLOSE);
    double near = Math.exp(2 / Math.sqrt(2));
    assertThat(causal).containsExactly(new double[] {10, (10 * near + 20) / (near + 1)}, CLOSE);
  }

  @Test
  void losesByHand() {
    double[] a = {0, 1, 5, -2};
    double[] b = {0.5, 1, 2, 2};
    String inputs = "a: f32[2, 2]; b: f32[2, 2]";

    assertThat(evaluate(inputs, "mse_loss(a, b)", a, b)).containsExactly(25.25 / 4);
    assertThat(evaluate(inputs, "l1_loss(a, b, reduction='sum')", a, b)).containsExactly(7.5);
    assertThat(evaluate(inputs, "smooth_l1_loss(a, b, beta=2, reduction='none')", a, b))
        .containsExactly(0.0625, 0, 2, 3);
    assertThat(evaluate(inputs, "huber_loss(a, b, delta=2, reduction='none')", a, b))
        .containsExactly(0.125, 0, 4, 6);
    assertThat(evaluate(inputs, "kl_div(a, b, reduction='batchmean')", a, b)[0])
        .isCloseTo(
            (-0.5 * Math.log(2) - 1 + 2 * Math.log(2) - 10 + 2 * Math.log(2) + 4) / 2, CLOSE);
    assertThat(evaluate(inputs, "kl_div(b, a, reduction='none')", a, new double[4])[0]).isZero();
    assertThat(evaluate(inputs, "kl_div(a, b, log_target=true, reduction='sum')", a, b)[0])
        .isCloseTo(0.5 * Math.exp(0.5) - 3 * Math.exp(2) + 4 * Math.exp(2), CLOSE);
    assertThat(evaluate(inputs, "cosine_similarity(a, b)", a, b))
        .containsExactly(new double[] {1 / Math.sqrt(1.25), 6 / Math.sqrt(29 * 8)}, CLOSE);
    assertThat(evaluate(inputs, "cosine_similarity(a, b, dim=0, eps=4)", a, b))
        .containsExactly(new double[] {10 / 20.0, -3 / 16.0}, CLOSE);
  }

  @Test
  void losesRowsByHand() {
    double[] x = {1, 2, 3, 0, 0, 0};
    double[] target = {2, 0};
    double first = Math.log(Math.exp(-2) + Math.exp(-1) + 1);

    assertThat(
            evaluate("x: f32[2, 3]; t: i64[2]", "cross_entropy(x, t, reduction='none')", x, target))
        .containsExactly(new double[] {first, Math.log(3)}, CLOSE);
    assertThat(evaluate("x: f32[2, 3]; t: i64[2]", "cross_entropy(x, t)", x, target)[0])
        .isCloseTo((first + Math.log(3)) / 2, CLOSE);
    double[] anchor = {0, 0, 1, 1};
    double[] near = {3, 4, 1, 1};
    double[] far = {0, 2, 9, 9};
    assertThat(
            evaluate(
                "a: f32[2, 2]; p: f32[2, 2]; n: f32[2, 2]",
                "triplet_margin_loss(a, p, n, eps=0, margin=2)",
                anchor,
                near,
                far))
        .containsExactly((5 - 2 + 2) / 2.0);
    assertThatThrownBy(
            () ->
                evaluate("x: f32[2, 3]; t: i64[2]", "cross_entropy(x, t)", x, new double[] {0, 3}))
        .hasMessageContaining("the target of row 1 is 3, expected 0 to 2");
  }

  @Test
  void movesElements() {
    double[] x = {1, 2, 3, 4, 5, 6};
    String input = "x: f32[2, 3]";

    assertThat(evaluate(input, "reshape(x, shape=[3, 2])", x)).containsExactly(x);
    assertThat(evaluate(input, "flip(x, dims=0)", x)).containsExactly(4, 5, 6, 1, 2, 3);
    assertThat(evaluate(input, "flip(x, dims=[0, 1])", x)).containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(evaluate(input, "narrow(x, dim=1, start=1, length=2)", x))
        .containsExactly(2, 3, 5, 6);
    assertThat(evaluate(input, "select(x, dim=1, index=2)", x)).containsExactly(3, 6);
    assertThat(evaluate(input, "select(x, dim=0, index=1)", x)).containsExactly(4, 5, 6);
    assertThat(evaluate(input, "triu(x)", x)).containsExactly(1, 2, 3, 0, 5, 6);
    assertThat(evaluate(input, "triu(x, diagonal=1)", x)).containsExactly(0, 2, 3, 0, 0, 6);
    assertThat(evaluate(input, "tril(x)", x)).containsExactly(1, 0, 0, 4, 5, 0);
    assertThat(evaluate(input, "cat(x, x, dim=1)", x))
        .containsExactly(1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6);
    assertThat(evaluate(input, "cat(x, neg(x))", x)).endsWith(-1, -2, -3, -4, -5, -6).hasSize(12);
    assertThat(evaluate("x: f32[3]", "diag(x)", x)).containsExactly(1, 0, 0, 0, 2, 0, 0, 0, 3);
    assertThat(evaluate(input, "full_like(x, fill_value=7)", x)).containsOnly(7);
    assertThat(evaluate(input, "dropout(x, p=0.9)", x)).containsExactly(x);
    assertThat(evaluate(input, "norm(x, dim=0)", x))
        .containsExactly(Math.sqrt(17), Math.sqrt(29), Math.sqrt(45));
    assertThat(evaluate(input, "norm(x, p=1)", x)).containsExactly(21);
  }

  /** One element of a pooled convolution of a large image needs its own windows only. */
  @Test
  void readsOnlyTheWindowsOfTheElementsThatAreAskedFor() {
    OpGraph graph =
        Graphs.graph(
            "x: f32[64, 16, 1024, 1024]; w: f32[8, 16, 3, 3]",
            "h = relu(conv2d(x, w, padding=1))",
            "y = max_pool2d(h, kernel_size=2)");
    AtomicLong reads = new AtomicLong();
    Map<String, ElementSource> inputs =
        Map.of("x", index -> reads.incrementAndGet(), "w", index -> 1);
    long last = 64L * 8 * 512 * 512 - 1;

    ReferenceInterpreter.of(graph, List.of())
        .elements(NO_DIMS, inputs, "y", new long[] {last}, Duration.ofSeconds(60));

    assertThat(reads).hasValue(16 * (9 + 6 + 6 + 4));
  }

  /** The statistics of a group are computed once for all of its elements. */
  @Test
  void readsAGroupOnceForItsStatistics() {
    OpGraph graph = Graphs.graph("x: f32[4, 8, 100]", "y = group_norm(x, num_groups=2)");
    AtomicLong reads = new AtomicLong();
    Map<String, ElementSource> inputs = Map.of("x", index -> reads.incrementAndGet());

    ReferenceInterpreter.of(graph, List.of())
        .elements(NO_DIMS, inputs, "y", new long[] {3}, Duration.ofSeconds(60));

    assertThat(reads).hasValue(401);
  }
}
