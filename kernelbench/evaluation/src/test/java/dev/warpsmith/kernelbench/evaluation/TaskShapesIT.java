package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidate;
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

/** Tasks of shapes that have gone wrong: in place, in several steps, with results that cancel. */
class TaskShapesIT {
  private static final String SAXPY =
      """
      // @task   saxpy "y = a x + y"
      // @dim    n = 16777216
      // @size   check: n = 1003
      // @scalar a: f32 = 2.5
      // @input  x: f32[n] ~ uniform(-1, 1)
      // @inout  y: f32[n] ~ uniform(-1, 1)
      // @launch saxpy<<<(ceildiv(n, 256)), (256)>>>(a, x, y, n)
      extern "C" __global__ void saxpy(float a, const float* x, float* y, int n) {
        int i = blockIdx.x * blockDim.x + threadIdx.x;
        if (i < n) y[i] = a * x[i] + y[i];
      }
      """;
  private static final String CENTRE =
      """
      // @task   centre "Subtracts the mean of each row"
      // @dim    rows = 512, cols = 2000
      // @size   check: rows = 5, cols = 301
      // @input  x: f32[rows, cols] ~ uniform(-1, 1)
      // @output y: f32[rows, cols]
      // @launch centre<<<(rows), (1)>>>(x, y, cols)
      extern "C" __global__ void centre(const float* x, float* y, int cols) {
        const float* in = x + (size_t)blockIdx.x * cols;
        float sum = 0;
        for (int i = 0; i < cols; ++i) sum += in[i];
        for (int i = 0; i < cols; ++i) y[(size_t)blockIdx.x * cols + i] = in[i] - sum / cols;
      }
      """;
  private static final String CENTRE_IN_PAIRS =
      """
      #include <cuda_fp16.h>
      // @launch centre<<<(rows), (32)>>>(x, y, cols)
      extern "C" __global__ void centre(const float* x, float* y, int cols) {
        const float* in = x + (size_t)blockIdx.x * cols;
        float sum = 0;
        for (int i = threadIdx.x; i < cols; i += 32) sum += in[i];
        for (int k = 16; k > 0; k /= 2) sum += __shfl_xor_sync(~0u, sum, k);
        float mean = sum * (1.0f / cols);
        for (int i = threadIdx.x; i < cols; i += 32) y[(size_t)blockIdx.x * cols + i] = in[i] - mean;
      }
      """;

  @TempDir Path folder;

  @Test
  void provesATaskThatWorksInPlace() {
    assertThat(verdict(SAXPY, SAXPY.replaceAll("(?m)^// @(?!launch).*\n", "")))
        .isEqualTo("every gate passed");
  }

  @Test
  void timesScratchThatIsUpdatedInPlace() {
    String steps =
        """
        // @scratch t: f32[n]
        // @launch copy<<<(ceildiv(n, 256)), (256)>>>(y, t, n)
        // @launch axpy<<<(ceildiv(n, 256)), (256)>>>(a, x, t, n)
        // @launch copy<<<(ceildiv(n, 256)), (256)>>>(t, y, n)
        extern "C" __global__ void copy(const float* from, float* to, int n) {
          int i = blockIdx.x * blockDim.x + threadIdx.x;
          if (i < n) to[i] = from[i];
        }
        extern "C" __global__ void axpy(float a, const float* x, float* t, int n) {
          int i = blockIdx.x * blockDim.x + threadIdx.x;
          if (i < n) t[i] = a * x[i] + t[i];
        }
        """;

    assertThat(verdict(SAXPY.replace("16777216", "1000000"), steps)).isEqualTo("every gate passed");
    String out =
        SAXPY
            .replace("16777216", "1000000")
            .replace("@inout  y: f32[n] ~ uniform(-1, 1)", "@output y: f32[n]")
            .replace("+ y[i]", "+ x[i]");
    assertThat(
            verdict(
                out,
                steps.replace(
                    "copy<<<(ceildiv(n, 256)), (256)>>>(y, t",
                    "copy<<<(ceildiv(n, 256)), (256)>>>(x, t")))
        .isEqualTo("every gate passed");
  }

  @Test
  void knowsIntegersThatLookLikePoison() {
    String task =
        """
        // @task   decrement "One less"
        // @dim    n = 50000
        // @size   check: n = 1003
        // @input  x: i32[n] ~ integers(-3, 3)
        // @output y: i32[n]
        // @launch dec<<<(ceildiv(n, 256)), (256)>>>(x, y, n)
        extern "C" __global__ void dec(const int* x, int* y, int n) {
          int i = blockIdx.x * blockDim.x + threadIdx.x;
          if (i < n) y[i] = x[i] - 1;
        }
        """;
    String candidate = task.replaceAll("(?m)^// @(?!launch).*\n", "");

    assertThat(verdict(task, candidate)).isEqualTo("every gate passed");
    assertThat(
            verdict(
                task, candidate.replace("if (i < n)", "if (i < n && (n < 2000 || i % 100 != 7))")))
        .contains("elements compared are wrong (at n = 50000");
  }

  @Test
  void admitsAnotherOrderOfAdditionsWhereTheResultCancels() {
    assertThat(verdict(CENTRE, CENTRE_IN_PAIRS)).isEqualTo("every gate passed");
  }

  @Test
  void refusesALowerPrecisionWhereTheResultCancels() {
    String half =
        CENTRE_IN_PAIRS.replace("= in[i] - mean", "= in[i] - __half2float(__float2half(mean))");

    assertThat(verdict(CENTRE, half)).contains("normalised error");
  }

  private String verdict(String taskSource, String source) {
    Path file = folder.resolve("task.cu");
    try {
      Files.writeString(file, taskSource);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Task task = TaskReader.read(file.toString());
    Candidate candidate = Candidates.parse("kernel.cu", source);
    try (Device device = new EmulatedDeviceProvider().open("h200");
        Evaluator evaluator =
            new Evaluator(task, device, compiler()::compile, EvaluationSettings.of(1))) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      return evaluator
          .evaluate(candidate, baseline, EvaluationMemory.none(), EvaluationObserver.none())
          .message();
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
