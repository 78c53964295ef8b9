package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The naive kernels compute what the reference says, and integer results are judged rightly. */
class OperatorsIT {
  /** Scores near 10000, where float32 has steps of 0.001: rounding decides between the largest. */
  private static final String BEST =
      """
      { "name": "best", "dims": {"n": 300, "d": 1500},
        "check": [{"n": 7, "d": 1003}, {"n": 2, "d": 1}],
        "inputs": {"x": "f32[n, d] ~ uniform(0, 1)"},
        "graph": ["h = add(x, 10000)", "y = argmax(h, dim=1)"], "outputs": ["y"] }
      """;

  private static final String CANDIDATE =
      """
      // @launch best<<<(ceildiv(n, 32)), (32)>>>(x, y, n, d)
      extern "C" __global__ void best(const float* x, long long* y, int n, int d) {
        int row = blockIdx.x * 32 + threadIdx.x;
        if (row >= n) return;
        const float* in = x + (size_t)row * d;
        long long best = 0;
        for (int j = 1; j < d && !isnan(in[best]); ++j)
          if (in[j] > in[best] || isnan(in[j])) best = j;
        y[row] = best;
      }
      """;

  @TempDir Path folder;

  @Test
  void reorderScanPickAndMultiplyAsTheReferenceDoes() {
    GateResult result =
        naive(
            """
                    { "name": "everything", "dims": {"a": 6, "b": 300, "c": 40},
                      "check": [{"a": 3, "b": 67, "c": 35}, {"a": 1, "b": 1, "c": 1},
                                {"a": 5, "b": 259, "c": 2}, {"a": 2, "b": 1, "c": 300}],
                      "inputs": {"x": "f32[a, b, c] ~ normal(0, 1)",
                                 "g": "f32[a, b, c] ~ normal(0, 1)",
                                 "w": "f32[7, c] ~ normal(0, 1)",
                                 "v": "f32[c, 5] ~ normal(0, 1)",
                                 "u": "f32[7] ~ normal(0, 1)",
                                 "h": "f16[a, b, c] ~ normal(0, 1)",
                                 "k": "i32[a, b] ~ integers(-3, 3)",
                                 "i": "i64[b, c] ~ randint(0, a)",
                                 "j": "i32[a, c] ~ randint(0, b)",
                                 "l": "i64[a, b] ~ randint(0, c)"},
                      "graph": ["p0 = permute(x, dims=[2, 0, 1])", "p1 = transpose(h, 0, 2)",
                                "p2 = transpose(x, 1, 2)", "p3 = permute(k, dims=[-1, 0])",
                                "s0 = cumsum(x, dim=0)", "s1 = cumsum(x, dim=1)",
                                "s2 = cumsum(x, dim=2)", "s3 = cumprod(x, dim=1)",
                                "s4 = cumprod(x, dim=-1)", "s5 = cumsum(h, dim=2)",
                                "m0 = argmax(x, dim=0)", "m1 = argmin(x, dim=1, keepdim=true)",
                                "m2 = argmax(x, dim=2)", "m3 = argmin(k, dim=1)",
                                "g0 = gather(x, i, dim=0)", "g1 = gather(h, j, dim=1)",
                                "g2 = gather(x, l, dim=2)",
                                "b0 = bmm(x, g, transpose_b=true)",
                                "b1 = bmm(x, g, transpose_a=true)",
                                "b2 = bmm(x, transpose(g, 1, 2))",
                                "b3 = linear(x, w, u)", "b4 = matmul(x, v)",
                                "b5 = matmul(p2, v, transpose_a=true)"],
                      "outputs": ["p0", "p1", "p2", "p3", "s0", "s1", "s2", "s3", "s4", "s5",
                                  "m0", "m1", "m2", "m3", "g0", "g1", "g2",
                                  "b0", "b1", "b2", "b3", "b4", "b5"] }
                    """);

    assertThat(result.failure()).as(result.message()).isEmpty();
    assertThat(result.facts()).hasSize(1);
  }

  @Test
  void slideNormaliseAttendAndLoseAsTheReferenceDoes() {
    GateResult result =
        naive(
            """
            { "name": "windows", "dims": {"b": 2, "c": 4, "h": 9, "n": 7, "m": 5, "k": 3},
              "check": [{"b": 2, "c": 4, "h": 9, "n": 7, "m": 5, "k": 3},
                        {"b": 1, "c": 2, "h": 5, "n": 300, "m": 3, "k": 2}],
              "inputs": {"s": "f32[b, c, 8 * h]", "i": "f32[b, c, h, n]", "o": "f32[b, c, m, n, h]",
                         "half": "f16[b, c, h, n]", "halfw": "f16[m, c, k, 2]", "halfb": "f16[m]",
                         "halfb2": "f16[c]", "rows": "f32[m, n]", "p": "f32[n]", "bias": "f32[n]",
                         "kind": "i64[m] ~ randint(0, n)", "ch": "f32[c]", "ln": "f32[h, n]",
                         "w1": "f32[n, c, k]", "w2": "f32[n, c, k, 2]", "w3": "f32[n, c, k, 1, 2]",
                         "u1": "f32[c, n, k]", "u2": "f32[c, n, k, 2]", "u3": "f32[c, n, k, 1, 2]",
                         "g2": "f32[2 * c, c / 2, k, k]", "t2": "f32[c, k, k, 2]", "d2": "f32[c, 1, k, k]",
                         "q": "f32[b, c, m, k]", "keys": "f32[b, c, n, k]", "vals": "f32[b, c, n, h]"},
              "graph": ["y0 = conv1d(s, w1, bias, stride=3, padding=2, dilation=4)",
                        "y1 = conv1d(s, w1)",
                        "y2 = conv2d(i, w2, bias, stride=(2, 1), padding=(1, 2), dilation=(2, 3))",
                        "y3 = conv2d(i, g2, padding=1, groups=2)",
                        "y4 = conv2d(i, d2, groups=c)",
                        "y5 = conv2d(half, halfw, halfb, padding=1)",
                        "y6 = conv3d(o, w3, bias, stride=(1, 2, 3), padding=(1, 0, 2))",
                        "y7 = conv_transpose1d(s, u1, bias, stride=2, padding=1, dilation=2)",
                        "y8 = conv_transpose2d(i, u2)",
                        "y9 = conv_transpose2d(i, u2, stride=(2, 3), padding=(1, 0), dilation=(2, 1), output_padding=(1, 2))",
                        "y10 = conv_transpose2d(i, t2, stride=5, padding=1, dilation=2, groups=2)",
                        "y11 = conv_transpose3d(o, u3, bias, stride=2, padding=(1, 0, 1), output_padding=1)",
                        "y12 = max_pool1d(s, kernel_size=8, stride=1, padding=4, dilation=3)",
                        "y13 = max_pool2d(i, kernel_size=(3, 2), stride=2, padding=1, ceil_mode=true)",
                        "y14 = max_pool3d(o, kernel_size=3, stride=2, padding=1)",
                        "y15 = avg_pool1d(s, kernel_size=5, stride=3, padding=2, ceil_mode=true)",
                        "y16 = avg_pool2d(i, kernel_size=3, stride=2, padding=1, count_include_pad=false)",
                        "y17 = avg_pool2d(half, kernel_size=2)",
                        "y18 = avg_pool3d(o, kernel_size=2, padding=1)",
                        "y19 = adaptive_avg_pool1d(s, output_size=5)",
                        "y20 = adaptive_avg_pool3d(o, output_size=1)",
                        "y21 = adaptive_max_pool2d(i, output_size=(2, 3))",
                        "y22 = batch_norm(i)",
                        "y23 = batch_norm(o, ch, ch, eps=0.1)",
                        "y24 = batch_norm(rows, p, p)",
                        "y25 = instance_norm(s, ch, ch)",
                        "y26 = group_norm(i, num_groups=2)",
                        "y27 = group_norm(half, halfb2, halfb2, num_groups=c)",
                        "y28 = layer_norm(i, normalized_shape=[n])",
                        "y29 = layer_norm(i, ln, ln)",
                        "y30 = rms_norm(i, ln, eps=0.1)",
                        "y31 = scaled_dot_product_attention(q, keys, vals)",
                        "y32 = scaled_dot_product_attention(q, keys, vals, is_causal=true, scale=0.3)",
                        "y33 = scaled_dot_product_attention(keys, q, q, is_causal=true)",
                        "y34 = mse_loss(q, mul(q, 2))",
                        "y35 = mse_loss(i, exp(i), reduction='sum')",
                        "y36 = l1_loss(half, mul(half, 3))",
                        "y37 = smooth_l1_loss(i, exp(i), beta=0.4)",
                        "y38 = huber_loss(i, neg(i), reduction='none')",
                        "y39 = kl_div(i, exp(i), reduction='batchmean')",
                        "y40 = kl_div(i, neg(i), log_target=true)",
                        "y41 = cross_entropy(rows, kind)",
                        "y42 = cross_entropy(rows, kind, reduction='none')",
                        "y43 = triplet_margin_loss(rows, exp(rows), neg(rows), margin=3)",
                        "y44 = cosine_similarity(i, exp(i))",
                        "y45 = cosine_similarity(i, exp(i), dim=-1)",
                        "y46 = norm(i, dim=[1, 3])",
                        "y47 = norm(i)",
                        "y48 = norm(i, p=1, dim=0)",
                        "y49 = exp(reshape(i, shape=[b * c, -1]))",
                        "y50 = reshape(i, shape=[-1])",
                        "y51 = softmax(flatten(i, start_dim=2), dim=2)",
                        "y52 = add(unsqueeze(rows, dim=1), squeeze(unsqueeze(rows, dim=1), dim=1))",
                        "y53 = cat(i, exp(i), i, dim=1)",
                        "y54 = flip(i, dims=[1, -1])",
                        "y55 = narrow(i, dim=2, start=1, length=h - 2)",
                        "y56 = select(i, dim=1, index=c - 1)",
                        "y57 = triu(i, diagonal=1)",
                        "y58 = tril(half)",
                        "y59 = diag(p)",
                        "y60 = full_like(half, fill_value=3)",
                        "y61 = dropout(i)",
                        "y62 = einsum(q, keys, equation='bhqe,bhke->bhqk')"],
              "outputs": ["y0", "y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8", "y9", "y10", "y11", "y12",
                          "y13", "y14", "y15", "y16", "y17", "y18", "y19", "y20", "y21", "y22", "y23",
                          "y24", "y25", "y26", "y27", "y28", "y29", "y30", "y31", "y32", "y33", "y34",
                          "y35", "y36", "y37", "y38", "y39", "y40", "y41", "y42", "y43", "y44", "y45",
                          "y46", "y47", "y48", "y49", "y50", "y51", "y52", "y53", "y54", "y55", "y56",
                          "y57", "y58", "y59", "y60", "y61", "y62"] }
            """);

    assertThat(result.failure()).as(result.message()).isEmpty();
    assertThat(result.facts()).hasSize(1);
  }

  @Test
  void goThroughStepsAndRepeatElementsAsTheReferenceDoes() {
    GateResult result =
        naive(
            """
            { "name": "steps", "dims": {"t": 6, "n": 3, "h": 9},
              "check": [{"t": 5, "n": 3, "h": 7}, {"t": 1, "n": 1, "h": 1}, {"t": 3, "n": 2, "h": 300}],
              "inputs": {"g4": "f32[t, n, 4 * h]", "g3": "f32[t, n, 3 * h]", "g1": "f32[t, n, h]",
                         "s": "f32[n, h]", "c": "f32[n, h]", "b4": "f32[4 * h]", "b3": "f32[3 * h]",
                         "w4": "f32[4 * h, h] ~ uniform(-0.1, 0.1)", "w3": "f32[3 * h, h] ~ uniform(-0.1, 0.1)",
                         "w1": "f32[h, h] ~ uniform(-0.1, 0.1)",
                         "half": "f16[t, n, 3 * h]", "halfs": "f16[n, h]",
                         "halfw": "f16[3 * h, h] ~ uniform(-0.1, 0.1)"},
              "graph": ["y0 = lstm(g4, s, c, w4, b4)", "y1 = lstm(g4, s, c, w4, reverse=true)",
                        "y2 = lstm(g4, s, c, w4, b4, cell=true)",
                        "y3 = lstm(g4, s, c, w4, reverse=true, cell=true)",
                        "y4 = gru(g3, s, w3, b3)", "y5 = gru(g3, s, w3, reverse=true)",
                        "y6 = rnn_tanh(g1, s, w1)", "y7 = rnn_relu(g1, s, w1, reverse=true)",
                        "y8 = gru(half, halfs, halfw)",
                        "y9 = expand(unsqueeze(s, dim=1), shape=[2, n, t, h])",
                        "y10 = expand(sum(half), shape=[n, t])"],
              "outputs": ["y0", "y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8", "y9", "y10"] }
            """);

    assertThat(result.failure()).as(result.message()).isEmpty();
  }

  @Test
  void admitsAnotherIndexWhereRoundingDecidesAndNoOther() {
    assertThat(
            verdicts(
                BEST,
                CANDIDATE,
                CANDIDATE.replace("= best;", "= best > 0 ? best - 1 : 1;"),
                CANDIDATE.replace("= best;", "= 0;"),
                CANDIDATE.replace("in[j] > in[best]", "in[j] < in[best]")))
        .satisfiesExactly(
            message -> assertThat(message).isEqualTo("every gate passed"),
            message -> assertThat(message).contains("elements compared are wrong"),
            message -> assertThat(message).contains("elements compared are wrong"),
            message -> assertThat(message).contains("elements compared are wrong"));
  }

  @Test
  void refusesAnotherIndexOfWellSeparatedElements() {
    assertThat(
            verdicts(
                BEST.replace("add(x, 10000)", "mul(x, 3)"),
                CANDIDATE,
                CANDIDATE.replace("j < d ", "j < d - d / 8 ")))
        .satisfiesExactly(
            message -> assertThat(message).isEqualTo("every gate passed"),
            message -> assertThat(message).contains("elements compared are wrong"));
  }

  @Test
  void wantsTheIndexOfNotANumberAsTheReferenceGivesIt() {
    assertThat(
            verdicts(
                BEST.replace("add(x, 10000)", "mul(x, 3)"),
                CANDIDATE.replace(" || isnan(in[j])", "")))
        .singleElement()
        .asString()
        .contains("one element of each input NaN");
  }

  private Task task(String json) {
    try {
      return TaskReader.read(Files.writeString(folder.resolve("task.json"), json).toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs the naive kernels at the check sizes. */
  private GateResult naive(String json) {
    Task task = task(json);
    EvaluationSettings settings = EvaluationSettings.of(1);
    try (Device device = new EmulatedDeviceProvider().open("h200");
        GraphOracle oracle = new GraphOracle(task, task.graph().orElseThrow())) {
      Subject subject = new Subject(device, compiler()::compile, task, NaiveKernels.of(task));
      return new HonestGate(subject, oracle, new CheckCases(task, settings, 0), settings)
          .check()
          .result();
    }
  }

  private List<String> verdicts(String json, String... sources) {
    try (Device device = new EmulatedDeviceProvider().open("h200");
        Evaluator evaluator = evaluator(json, device)) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      assertThat(baseline.degenerate()).isFalse();
      return Stream.of(sources)
          .map(source -> Candidates.parse("kernel.cu", source))
          .map(
              candidate ->
                  evaluator
                      .evaluate(
                          candidate, baseline, EvaluationMemory.none(), EvaluationObserver.none())
                      .message())
          .toList();
    }
  }

  private Evaluator evaluator(String json, Device device) {
    return new Evaluator(task(json), device, compiler()::compile, EvaluationSettings.of(1));
  }

  private static NvccCompiler compiler() {
    try {
      return NvccCompiler.standard();
    } catch (ToolchainException e) {
      Assumptions.abort("needs nvcc: " + e.getMessage());
      throw e;
    }
  }
}
