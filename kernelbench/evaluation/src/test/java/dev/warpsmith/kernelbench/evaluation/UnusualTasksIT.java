package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of types, values and sizes that are easy to forget, as a user would hand them in. */
class UnusualTasksIT {
  private static final String COMPARISON =
      """
      // @launch gt<<<(ceildiv(n, 256)), (256)>>>(x, y, z, n)
      extern "C" __global__ void gt(const float* x, bool* y, signed char* z, int n) {
        int i = blockIdx.x * 256 + threadIdx.x;
        if (i < n) { y[i] = x[i] > 0; z[i] = x[i] < 0 ? -1 : 1; }
      }
      """;
  private static final String COMPARISON_TASK =
      """
      // @task   sign "Which are positive, and the sign"
      // @dim    n = 50000
      // @size   check: n = 1003
      // @input  x: f32[n] ~ normal(0, 1)
      // @output y: bool[n]
      // @output z: i8[n]
      """
          + COMPARISON;
  private static final String LOSS_TASK =
      """
      { "name": "loss", "dims": {"n": 64, "c": 1000}, "check": {"n": 7, "c": 33},
        "inputs": {"x": "f32[n, c]", "t": "i64[n] ~ randint(0, c)"},
        "graph": ["p = log_softmax(x, dim=1)", "g = gather(p, t, dim=1)", "m = mean(g)",
                  "y = neg(m)"], "outputs": ["y"] }
      """;
  private static final String LOSS =
      """
      // @scratch r: f32[n]
      // @launch rows<<<(n), (1)>>>(x, t, r, c)
      // @launch mean<<<(1), (1)>>>(r, y, n)
      extern "C" __global__ void rows(const float* x, const long long* t, float* r, int c) {
        const float* in = x + (size_t)blockIdx.x * c;
        float m = -INFINITY, s = 0;
        for (int i = 0; i < c; i++) m = fmaxf(m, in[i]);
        for (int i = 0; i < c; i++) s += expf(in[i] - m);
        r[blockIdx.x] = in[t[blockIdx.x]] - m - logf(s);
      }
      extern "C" __global__ void mean(const float* r, float* y, int n) {
        float s = 0;
        for (int i = 0; i < n; i++) s += r[i];
        *y = -s / n;
      }
      """;
  private static final String LOGARITHM_TASK =
      """
      { "name": "logarithm", "dims": {"n": 50000}, "check": {"n": 1003},
        "inputs": {"x": "f32[n] ~ normal(0, 1)"}, "graph": ["y = log(x)"], "outputs": ["y"] }
      """;
  private static final String LOGARITHM =
      """
      // @launch k<<<(ceildiv(n, 256)), (256)>>>(x, y, n)
      extern "C" __global__ void k(const float* x, float* y, int n) {
        int i = blockIdx.x * 256 + threadIdx.x;
        if (i < n) y[i] = logf(x[i]);
      }
      """;

  @TempDir Path folder;

  @Test
  void provesTruthValuesAndSmallIntegers() {
    Task task = task("task.cu", COMPARISON_TASK);

    assertThat(evaluate(task, COMPARISON).message()).isEqualTo("every gate passed");
    assertThat(evaluate(task, COMPARISON.replace("x[i] > 0", "x[i] > 0.01f")).message())
        .contains(" = 0, expected 1");
  }

  @Test
  void provesALossOfNoDimsFromClassLabels() {
    Task task = task("task.json", LOSS_TASK);

    assertThat(evaluate(task, LOSS).message()).isEqualTo("every gate passed");
    assertThat(evaluate(task, LOSS.replace("*y = -s / n;", "*y = 3.9f;")).message())
        .startsWith("y = 3.9, expected ");
    assertThat(evaluate(task, LOSS.replace("in[t[blockIdx.x]]", "in[t[blockIdx.x] / 2]")).verdict())
        .isEqualTo(Verdict.WRONG_NUMERICS);
  }

  @Test
  void wantsNotANumberAndInfinityWhereTheReferenceHasThem() {
    Task task = task("task.json", LOGARITHM_TASK);

    assertThat(evaluate(task, LOGARITHM).message()).isEqualTo("every gate passed");
    Evaluation evaluation = evaluate(task, LOGARITHM.replace("logf(x[i])", "logf(fabsf(x[i]))"));
    assertThat(evaluation.message()).contains(", expected NaN; ");
    assertThat(evaluation.evidence())
        .extracting(Evidence::text)
        .contains("values: all should be NaN or infinite");
  }

  @Test
  void refusesATaskThatFitsNoGpuBeforeItAllocates() {
    Task task = task("task.json", LOGARITHM_TASK.replace("50000", "4000000000000"));

    assertThatThrownBy(() -> evaluate(task, LOGARITHM))
        .isInstanceOf(TaskSizeException.class)
        .hasMessage(
            "task logarithm needs 32000000000000 bytes for its inputs and outputs at n ="
                + " 4000000000000, h200 has 141000000000; use smaller dims");
  }

  @Test
  void refusesACheckSizeOfWhichNotEveryElementCanBeCompared() {
    Task task =
        task(
            "task.json",
            LOGARITHM_TASK.replace("50000", "8000000000").replace("1003", "600000000"));

    assertThatThrownBy(() -> evaluate(task, LOGARITHM))
        .isInstanceOf(TaskSizeException.class)
        .hasMessageContaining("x: f32[n] has 600000000 elements at its check size n = 600000000")
        .hasMessageContaining("give a check size of small odd dims");
  }

  private Task task(String file, String text) {
    try {
      return TaskReader.read(Files.writeString(folder.resolve(file), text).toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Evaluation evaluate(Task task, String source) {
    try (Device device = new EmulatedDeviceProvider().open("h200");
        Evaluator evaluator =
            new Evaluator(task, device, compiler()::compile, EvaluationSettings.of(1))) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      return evaluator.evaluate(
          Candidates.parse("kernel.cu", source),
          baseline,
          EvaluationMemory.none(),
          EvaluationObserver.none());
    }
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
