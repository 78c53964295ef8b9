package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One softmax kernel, broken or made to cheat in every way that has a verdict. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluatorIT {
  private static final String LAUNCH = "// @launch softmax<<<(rows), (128)>>>(x, y, rows, cols)\n";
  private static final String KERNEL =
      """
      extern "C" __global__ void softmax(const float* x, float* y, int rows, int cols) {
        __shared__ float part[128];
        const float* in = x + (size_t)blockIdx.x * cols;
        float* out = y + (size_t)blockIdx.x * cols;
        float top = -INFINITY;
        for (int i = threadIdx.x; i < cols; i += 128) top = fmaxf(top, in[i]);
        part[threadIdx.x] = top;
        __syncthreads();
        for (int half = 64; half > 0; half /= 2) {
          if (threadIdx.x < half)
            part[threadIdx.x] = fmaxf(part[threadIdx.x], part[threadIdx.x + half]);
          __syncthreads();
        }
        top = part[0];
        __syncthreads();
        float sum = 0;
        for (int i = threadIdx.x; i < cols; i += 128) sum += expf(in[i] - top);
        part[threadIdx.x] = sum;
        __syncthreads();
        for (int half = 64; half > 0; half /= 2) {
          if (threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
          __syncthreads();
        }
        sum = part[0];
        for (int i = threadIdx.x; i < cols; i += 128) out[i] = expf(in[i] - top) / sum;
      }
      """;
  private static final String STORE = "out[i] = expf(in[i] - top) / sum;";

  private Evaluator evaluator;
  private Device device;
  private Baseline baseline;

  @BeforeAll
  void proveTheNaiveKernels() {
    device = new EmulatedDeviceProvider().open("h200");
    Task task =
        TaskReader.read("softmax").withDims(Bindings.of(Map.of("rows", 200L, "cols", 1500L)));
    evaluator = new Evaluator(task, device, compiler()::compile, EvaluationSettings.of(1));
    baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
  }

  @AfterAll
  void close() {
    if (evaluator != null) {
      evaluator.close();
    }
    device.close();
  }

  private static NvccCompiler compiler() {
    try {
      return NvccCompiler.standard();
    } catch (ToolchainException e) {
      Assumptions.abort("needs nvcc: " + e.getMessage());
      throw e;
    }
  }

  @Test
  void provesTheNaiveKernels() {
    assertThat(baseline.degenerate()).isFalse();
    assertThat(baseline.timing().micros()).isPositive();
    assertThat(baseline.timing().fraction()).isBetween(0.01, 1.0);
  }

  @Test
  void passesARightKernel() {
    Evaluation evaluation = evaluate(LAUNCH + KERNEL);

    assertThat(evaluation.message()).isEqualTo("every gate passed");
    assertThat(evaluation.verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void doesNotCompile() {
    Evaluation evaluation = evaluate(LAUNCH + KERNEL.replace("sum = part[0];", "sum = part[0]"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.COMPILE_FAILED);
    assertThat(evaluation.message()).contains("kernel.cu:26").contains("expected a \";\"");
  }

  @Test
  void asksForTooManyThreads() {
    Evaluation evaluation = evaluate(LAUNCH.replace("(128)", "(2048)") + KERNEL);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.PLAN_REJECTED);
    assertThat(evaluation.message()).startsWith("kernel.cu:1: @launch softmax: block (2048,1,1)");
  }

  @Test
  void readsOutOfBounds() {
    Evaluation evaluation =
        evaluate(LAUNCH + KERNEL.replace("i < cols; i += 128) top", "i <= cols; i += 128) top"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.SANITIZER_FAILED);
    assertThat(evaluation.message()).contains("kernel.cu:7").contains("x[");
  }

  @Test
  void races() {
    Evaluation evaluation =
        evaluate(
            LAUNCH + KERNEL.replace("  top = part[0];\n  __syncthreads();", "  top = part[0];"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.SANITIZER_FAILED);
    assertThat(evaluation.message()).contains("kernel.cu:18").contains("no barrier between");
  }

  @Test
  void readsWhatNobodyWrote() {
    String source =
        "// @scratch offset: f32[rows]\n"
            + LAUNCH.replace("rows, cols)", "offset, cols)")
            + KERNEL
                .replace("int rows,", "const float* offset,")
                .replace(STORE, "out[i] = expf(in[i] - top) / sum + 0 * offset[blockIdx.x];");

    Evaluation evaluation = evaluate(source);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.SANITIZER_FAILED);
    assertThat(evaluation.message()).contains("offset");
  }

  @Test
  void neverEnds() {
    String wait = "while (*(volatile const float*)in < 1e30f) {}\n  sum = part[0];";

    Evaluation evaluation = evaluate(LAUNCH + KERNEL.replace("sum = part[0];", wait));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.TIMED_OUT);
    assertThat(evaluation.message()).contains("did not finish in").contains("kernel.cu:2");
  }

  @Test
  void isWrongAtOneElement() {
    Evaluation evaluation =
        evaluate(
            LAUNCH
                + KERNEL.replace(
                    STORE,
                    STORE
                        + " if (cols == 1000 && blockIdx.x == 2 && threadIdx.x == 5) out[5] *= 1.01f;"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).startsWith("y[2, 5] = ").contains("1 of 7000 elements");
  }

  @Test
  void leavesAnOutputUnwritten() {
    Evaluation evaluation = evaluate(LAUNCH + KERNEL.replace(STORE, "if (i != cols - 1) " + STORE));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).startsWith("y[0, 999] was not written");
  }

  @Test
  void changesItsInput() {
    Evaluation evaluation =
        evaluate(
            LAUNCH + KERNEL.replace(STORE, "{ " + STORE + " const_cast<float*>(in)[i] = 0; }"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.CHEATED);
    assertThat(evaluation.message())
        .contains("kernel.cu:")
        .contains("writes x[")
        .contains("which is an input");
  }

  @Test
  void writesZeros() {
    Evaluation evaluation = evaluate(LAUNCH + KERNEL.replace(STORE, "out[i] = 0;"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
  }

  @Test
  void computesInHalfPrecision() {
    Evaluation evaluation =
        evaluate(
            "#include <cuda_fp16.h>\n"
                + LAUNCH
                + KERNEL.replace(
                    STORE, "out[i] = __half2float(__float2half(expf(in[i] - top))) / sum;"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
  }

  @Test
  void knowsTheCheckSizes() {
    Evaluation evaluation =
        evaluate(
            LAUNCH
                + KERNEL.replace(
                    STORE, "out[i] = cols == 1500 ? 1.0f / cols : expf(in[i] - top) / sum;"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).contains("rows = 200");
  }

  @Test
  void keepsItsResultInADeviceVariable() {
    String kernel =
        "__device__ float kept[4000000];\n__device__ int filled[4000000];\n"
            + KERNEL.replace(
                STORE,
                """
                {
                  size_t at = (size_t)blockIdx.x * cols + i;
                  if (!filled[at]) { kept[at] = expf(in[i] - top) / sum; filled[at] = 1; }
                  out[i] = kept[at];
                }
                """);

    Evaluation evaluation = evaluate(LAUNCH + kernel);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.CHEATED);
    assertThat(evaluation.message()).contains("repeats the result of an earlier launch");
  }

  @Test
  void driftsAfterManyLaunches() {
    String drift = "out[i] = expf(in[i] - top) / sum * (calls[blockIdx.x] > 40 ? 1.1f : 1.0f);";
    String count = "\n  __syncthreads();\n  if (threadIdx.x == 0) calls[blockIdx.x]++;\n}\n";
    String kernel = KERNEL.replace(STORE, drift);
    String counting = kernel.substring(0, kernel.lastIndexOf('}')) + count;

    Evaluation evaluation = evaluate(LAUNCH + "__device__ int calls[4096];\n" + counting);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.NOT_DETERMINISTIC);
    assertThat(evaluation.message()).contains("run 42 of 64 in one module is wrong");
  }

  @Test
  void reportsADecoy() {
    String decoy =
        """
        extern "C" __global__ void decoy(const float* x, float* t) {
          t[threadIdx.x] = x[threadIdx.x % 3];
        }
        """;

    Evaluation evaluation =
        evaluate(
            "// @scratch t: f32[32]\n// @launch decoy<<<(1), (32)>>>(x, t)\n"
                + LAUNCH
                + decoy
                + KERNEL);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(evaluation.evidence())
        .extracting(Evidence::text)
        .anyMatch(text -> text.contains("launch 1 (decoy) can be removed"));
  }

  @Test
  void timesLaunchesApartUnlessOneDependsOnWhatMemoryHolds() {
    String copied =
        """
        // @scratch t: f32[rows, cols]
        // @launch copy<<<(ceildiv(rows * cols, 256)), (256)>>>(x, t, rows * cols)
        // @launch softmax<<<(rows), (128)>>>(t, y, rows, cols)
        extern "C" __global__ void copy(const float* x, float* t, int n) {
          int i = blockIdx.x * 256 + threadIdx.x;
          if (i < n) t[i] = x[i];
        }
        """;
    String choosing = KERNEL.replace("sum = part[0];", "sum = part[0]; if (sum > 1e30f) __trap();");
    Task task =
        TaskReader.read("softmax").withDims(Bindings.of(Map.of("rows", 4096L, "cols", 2048L)));
    try (Evaluator large =
        new Evaluator(task, device, compiler()::compile, EvaluationSettings.of(1))) {
      Baseline naive = large.baseline(EvaluationMemory.none(), EvaluationObserver.none());

      assertThat(texts(evaluate(large, naive, copied + KERNEL)))
          .anyMatch(text -> text.contains("launches timed apart"))
          .noneMatch(text -> text.contains("as timed are right"));
      assertThat(texts(evaluate(large, naive, copied + choosing)))
          .anyMatch(text -> text.contains("as timed are right"))
          .noneMatch(text -> text.contains("launches timed apart"));
    }
  }

  /** Its gelu branches over a product that would take minutes to compute. */
  @Test
  void timesABranchOverArithmeticOnLikelyValues() {
    Task task = BuiltInTasks.find("kernelbench/2/86").orElseThrow();
    try (Evaluator large =
        new Evaluator(task, device, compiler()::compile, EvaluationSettings.of(1))) {
      Baseline naive = large.baseline(EvaluationMemory.none(), EvaluationObserver.none());

      assertThat(naive.timing().sampling()).startsWith("full size: ").contains("gelu");
    }
  }

  private static List<String> texts(Evaluation evaluation) {
    assertThat(evaluation.verdict()).as(evaluation.message()).isEqualTo(Verdict.PASSED);
    return evaluation.evidence().stream().map(Evidence::text).toList();
  }

  private Evaluation evaluate(String source) {
    return evaluate(evaluator, baseline, source);
  }

  private static Evaluation evaluate(Evaluator evaluator, Baseline baseline, String source) {
    return evaluator.evaluate(
        Candidates.parse("kernel.cu", source),
        baseline,
        EvaluationMemory.none(),
        EvaluationObserver.none());
  }
}
