package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.reference.OracleResult;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tensors of more than 2^31 elements: inputs, naive kernels, reference and comparison.
 *
 * <p>With {@code -Dwarpsmith.huge=true} they are that large, which takes 7 GB of memory outside the
 * heap and minutes; without, a thousandth of it.
 */
class HugeTensorsIT {
  private static final boolean HUGE = Boolean.getBoolean("warpsmith.huge");

  @TempDir Path folder;

  @Test
  void areTransposed() {
    String task =
        """
        { "name": "t", "dims": {"n": %d, "d": %d}, "check": {"n": 33, "d": 67},
          "inputs": {"x": "i8[n, d] ~ integers(-100, 100)"},
          "graph": ["y = transpose(x, 0, 1)"], "outputs": ["y"] }
        """;

    Baseline baseline = prove(HUGE ? task.formatted(65_537, 32_771) : task.formatted(2049, 1025));

    assertThat(text(baseline)).contains("written elements of y compared");
  }

  @Test
  void areSummedInManyRows() {
    String task =
        """
        { "name": "s", "dims": {"n": %d, "d": 1031}, "check": {"n": 7, "d": 131},
          "inputs": {"x": "f16[n, d] ~ uniform(-1, 1)"},
          "graph": ["y = sum(x, dim=1)"], "outputs": ["y"] }
        """;

    Baseline baseline = prove(task.formatted(HUGE ? (2 << 20) + 3 : (2 << 10) + 3));

    assertThat(text(baseline)).contains("written elements of y compared");
  }

  @Test
  void areSummedInThreeRows() {
    String json =
        """
        { "name": "r", "dims": {"n": 3, "d": %d}, "check": {"n": 3, "d": 131},
          "inputs": {"x": "f16[n, d] ~ uniform(-1, 1)"},
          "graph": ["y = sum(x, dim=1)"], "outputs": ["y"] }
        """;
    Task task = task(json.formatted(HUGE ? (1 << 30) + 7 : (1 << 20) + 7));
    EvaluationSettings settings = EvaluationSettings.of(1);
    try (Device device = new EmulatedDeviceProvider().open("h200");
        FullSizeMemory full = new FullSizeMemory(device, task, settings)) {
      Subject subject = new Subject(device, compiler()::compile, task, NaiveKernels.of(task));
      run(subject, full);

      TensorMemory y = full.tensors().tensor("y");
      double[] expected = reference(task, full);
      double[] got = y.toArray();
      for (int i = 0; i < 3; i++) {
        assertThat(Math.abs(got[i] - expected[i]))
            .as("%s, expected %s", got[i], expected[i])
            .isLessThan(0.1 + 0.01 * Math.abs(expected[i]));
      }
      assertThat(expected[0]).isNotEqualTo(expected[1]).isNotEqualTo(expected[2]);
    }
  }

  private static double[] reference(Task task, FullSizeMemory full) {
    ElementSource x = full.values().source(task.inputs().get(0));
    return ReferenceInterpreter.of(task.graph().orElseThrow(), List.of())
        .elements(task.dims(), Map.of("x", x), "y", new long[] {0, 1, 2}, Duration.ofHours(1))
        .match(OracleResult.Computed::elements, over -> new double[0]);
  }

  private static void run(Subject subject, FullSizeMemory full) {
    try (var module = subject.load();
        BoundPlan plan =
            BoundPlan.of(subject.device(), subject.task(), subject.candidate(), full.fresh())) {
      PlanRun ended =
          PlanRun.of(
              module, plan.launches(), LaunchOptions.compute().withStepBudget(Long.MAX_VALUE / 2));
      assertThat(ended).isInstanceOf(PlanRun.Completed.class);
    }
  }

  private static String text(Baseline baseline) {
    return baseline.evidence().toString();
  }

  private Baseline prove(String json) {
    try (Device device = new EmulatedDeviceProvider().open("h200");
        Evaluator evaluator =
            new Evaluator(task(json), device, compiler()::compile, EvaluationSettings.of(1))) {
      return evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
    }
  }

  private Task task(String json) {
    try {
      return TaskReader.read(Files.writeString(folder.resolve("task.json"), json).toString());
    } catch (IOException e) {
      throw new AssertionError(e);
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
