package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kernels of a built-in task of full size, asked about without proof. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampledModelIT {
  private static final String SCALED =
      """
      // @launch scaled<<<(ceildiv(rows * cols, 1024)), (256)>>>(x, y, rows * cols)
      extern "C" __global__ void scaled(const float* x, float* y, long long n) {
        long long i = (long long)blockIdx.x * 1024 + threadIdx.x;
        for (int k = 0; k < 4; ++k, i += 256) {
          if (i < n) y[i] = 0.5f * x[i] * (1 + erff(x[i] * 0.70710678f));
        }
      }
      """;

  private Task task;
  private Device device;
  private NvccCompiler compiler;
  private Evaluator evaluator;

  @BeforeAll
  void open() {
    try {
      compiler = NvccCompiler.standard();
    } catch (ToolchainException e) {
      Assumptions.abort("needs nvcc: " + e.getMessage());
    }
    task = TaskReader.read("gelu");
    device = new EmulatedDeviceProvider().open("h200");
    evaluator = new Evaluator(task, device, compiler::compile, EvaluationSettings.of(1));
  }

  @AfterAll
  void close() {
    if (evaluator != null) {
      evaluator.close();
      device.close();
    }
  }

  private static Candidate candidate(String text) {
    return Candidates.parse("kernel.cu", text);
  }

  /** Returns the time that the gate would find. */
  private double gate(Candidate candidate) {
    EvaluationSettings settings = EvaluationSettings.of(1);
    try (FullSizeMemory full = new FullSizeMemory(device, task, settings)) {
      Subject subject = new Subject(device, compiler::compile, task, candidate);
      return new ModelledTimer(subject, full, settings).time().timing().orElseThrow().micros();
    }
  }

  @Test
  void saysWhatTheGateWouldWithinHalfAPerCent() {
    Candidate plain = candidate(SCALED);
    Candidate wide = candidate(SCALED.replace("256", "512").replace("1024", "2048"));
    List<Optional<CandidateTiming>> times = evaluator.model().times(List.of(plain, wide));
    for (int i = 0; i < 2; i++) {
      double gate = gate(List.of(plain, wide).get(i));
      assertThat(times.get(i).orElseThrow().micros()).isCloseTo(gate, within(0.005 * gate));
    }
  }

  @Test
  void hasNoTimeForWhatCannotRun() {
    String wrong = SCALED.replace("erff(", "erfff(");
    String large = SCALED.replace("(256)>>>", "(2048)>>>");
    String beyond = SCALED.replace("y[i] =", "y[i + n] =");
    assertThat(
            evaluator.model().times(List.of(candidate(wrong), candidate(large), candidate(beyond))))
        .containsExactly(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
