package dev.warpsmith.coder.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proves the example that every model is shown. */
class ExampleIT {
  private static final String TASK =
      """
      { "name": "row_scale", "dims": {"rows": 512, "cols": 4096},
        "check": [{"rows": 3, "cols": 130}, {"rows": 5, "cols": 64}],
        "inputs": {"x": "f32[rows, cols] ~ normal(0, 1)", "s": "f32[rows, 1] ~ uniform(-2, 2)"},
        "graph": ["y = mul(x, s)"], "outputs": ["y"] }
      """;

  @TempDir Path folder;

  @Test
  void theWorkedExamplePassesEveryGate() throws IOException {
    boolean found =
        java.util.Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(path -> new java.io.File(path, "nvcc").canExecute());
    Assumptions.assumeTrue(found, "nvcc is not on the PATH: the example cannot be compiled");
    Task task =
        TaskReader.read(Files.writeString(folder.resolve("row_scale.json"), TASK).toString());
    Candidate example =
        Candidates.parse(
            "example.cu", PromptText.of(PromptText.class, "example.cu").with(Map.of()));
    try (Device device = new EmulatedDeviceProvider().open("h200");
        Evaluator evaluator =
            new Evaluator(
                task, device, NvccCompiler.standard()::compile, EvaluationSettings.of(7))) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      Evaluation evaluation =
          evaluator.evaluate(example, baseline, EvaluationMemory.none(), EvaluationObserver.none());
      assertThat(evaluation.verdict()).as(evaluation.message()).isEqualTo(Verdict.PASSED);
    }
  }
}
