package dev.warpsmith.judge.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Bottleneck;
import dev.warpsmith.judge.Bottleneck.Limit;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels that each have one fault, profiled on the emulated GPU. */
class DiagnosisIT {
  private static NvccCompiler compiler;

  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    try {
      compiler = NvccCompiler.standard();
    } catch (ToolchainException e) {
      Assumptions.abort("needs nvcc: " + e.getMessage());
    }
  }

  /** What was found in a kernel. */
  private record Found(Diagnosis diagnosis, Limit limit) {
    String cause() {
      return diagnosis.cause().map(Cause::name).orElse("none");
    }
  }

  private Found found(long n, String launches, String code) throws IOException {
    String source =
        String.format(
            Locale.ROOT,
            """
            // @dim n = %d
            // @size check: n = 8192
            // @input x: f32[n]
            // @output y: f32[n]
            %s
            %s
            """,
            n,
            launches,
            code);
    Task task = TaskReader.read(Files.writeString(folder.resolve("k.cu"), source).toString());
    try (Device device = new EmulatedDeviceProvider().open("h200");
        Evaluator evaluator =
            new Evaluator(task, device, compiler::compile, EvaluationSettings.of(1))) {
      ExpertCoder coder = new ExpertCoder(device.spec());
      CandidateTiming timing =
          evaluator
              .model()
              .times(List.of(coder.write(new Assignment.Draft(task))))
              .get(0)
              .orElseThrow();
      Found found =
          new Found(
              Diagnosis.of(timing, device.spec()), Bottleneck.of(timing).orElseThrow().limit());
      assertThat(found.diagnosis().metrics()).hasSizeBetween(3, 4);
      return found;
    }
  }

  private static final String LAUNCH = "// @launch k<<<(ceildiv(n, 256)), (256)>>>(x, y, n)";

  @Test
  void streamingIsBoundByDramAndHasNoFault() throws IOException {
    Found found =
        found(
            1 << 24,
            "// @launch k<<<(n / 2048), (256)>>>(x, y, n)",
            """
            extern "C" __global__ void k(const float4* x, float4* y, int n) {
              int i = blockIdx.x * 512 + threadIdx.x;
              float4 a = x[i], b = x[i + 256];
              y[i] = a;
              y[i + 256] = b;
            }
            """);
    assertThat(found.limit()).isEqualTo(Limit.DRAM);
    assertThat(found.diagnosis().sentence()).contains("k is bound by DRAM bandwidth, ");
    assertThat(found.diagnosis().metrics().get(0)).startsWith("dram__throughput.avg.pct");
  }

  @Test
  void stridedLoadsAreUncoalesced() throws IOException {
    Found found =
        found(
            1 << 22,
            LAUNCH,
            """
            extern "C" __global__ void k(const float* x, float* y, int n) {
              int i = blockIdx.x * 256 + threadIdx.x;
              if (i < n) y[i] = x[(long long)i * 33 % n];
            }
            """);
    assertThat(found.cause()).isEqualTo("uncoalesced access");
    assertThat(found.diagnosis().sentence()).contains("a load touches ");
    assertThat(found.diagnosis().metrics().get(0))
        .startsWith("l1tex__average_t_sectors_per_request_pipe_lsu_mem_global_op_ld.ratio = ");
  }

  @Test
  void readingColumnsOfSharedMemoryHasBankConflicts() throws IOException {
    Found found =
        found(
            1 << 20,
            LAUNCH,
            """
            extern "C" __global__ void k(const float* x, float* y, int n) {
              __shared__ float tile[32 * 32];
              int i = blockIdx.x * 256 + threadIdx.x;
              for (int r = 0; r < 4; ++r) tile[r * 256 + threadIdx.x] = x[i];
              __syncthreads();
              float sum = 0;
              for (int r = 0; r < 64; ++r) sum += tile[(threadIdx.x % 32) * 32 + r % 32];
              y[i] = sum;
            }
            """);
    assertThat(found.cause()).isEqualTo("bank conflicts");
    assertThat(found.limit()).isEqualTo(Limit.SHARED);
    assertThat(found.diagnosis().metrics().get(0))
        .startsWith("l1tex__data_bank_conflicts_pipe_lsu.sum = ");
  }

  @Test
  void anArrayIndexedAtRunTimeIsKeptInLocalMemory() throws IOException {
    Found found =
        found(
            1 << 22,
            LAUNCH,
            """
            extern "C" __global__ void k(const float* x, float* y, int n) {
              float part[64];
              int i = blockIdx.x * 256 + threadIdx.x;
              for (int r = 0; r < 64; ++r) part[r] = x[i] * r;
              float sum = 0;
              for (int r = 0; r < 64; ++r) sum += part[(r * 7 + threadIdx.x + n) % 64];
              y[i] = sum;
            }
            """);
    assertThat(found.cause()).isEqualTo("spills");
    assertThat(found.diagnosis().metrics()).hasSizeGreaterThan(2);
  }

  @Test
  void fewBlocksLeaveSmsIdle() throws IOException {
    Found found =
        found(
            1 << 20,
            "// @launch k<<<(16), (256)>>>(x, y, n)",
            """
            extern "C" __global__ void k(const float* x, float* y, int n) {
              for (int i = blockIdx.x * 256 + threadIdx.x; i < n; i += 16 * 256)
                y[i] = sinf(x[i]);
            }
            """);
    assertThat(found.cause()).isEqualTo("too small a grid");
    assertThat(found.diagnosis().sentence()).contains("16 blocks leave 116 of 132 SMs idle");
  }

  @Test
  void lanesThatDoNothingAreDivergence() throws IOException {
    Found found =
        found(
            1 << 20,
            LAUNCH,
            """
            extern "C" __global__ void k(const float* x, float* y, int n) {
              int i = blockIdx.x * 256 + threadIdx.x;
              float v = x[i];
              if (threadIdx.x % 8 == 0)
                for (int r = 0; r < 200; ++r) v = v * v + 0.5f;
              y[i] = v;
            }
            """);
    assertThat(found.cause()).isEqualTo("divergence");
    assertThat(found.diagnosis().sentence()).contains("of 32 lanes work");
  }

  @Test
  void manySmallLaunchesAreBoundByLaunching() throws IOException {
    Found found =
        found(
            1 << 12,
            LAUNCH + "\n" + LAUNCH + "\n" + LAUNCH,
            """
            extern "C" __global__ void k(const float* x, float* y, int n) {
              int i = blockIdx.x * 256 + threadIdx.x;
              if (i < n) y[i] = x[i];
            }
            """);
    assertThat(found.limit()).isEqualTo(Limit.LAUNCH);
    assertThat(found.limit().label()).isEqualTo("launch");
  }
}
