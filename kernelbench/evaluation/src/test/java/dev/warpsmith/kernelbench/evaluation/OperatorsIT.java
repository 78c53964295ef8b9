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
