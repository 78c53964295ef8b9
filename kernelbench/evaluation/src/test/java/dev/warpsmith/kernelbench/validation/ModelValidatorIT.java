package dev.warpsmith.kernelbench.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.SizeTimer;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How far the modelled clock is from published measurements. The bounds are what the model must
 * reach; MODEL.md has what it does reach, and why the worst rows are off.
 */
class ModelValidatorIT {
  @Test
  void ranksKernelsAsAnRtx4070Does() {
    Validation validation = validate("rtx4070-simple-kernels");

    Agreement all = validation.agreement().orElseThrow();
    assertThat(all.rows()).isGreaterThanOrEqualTo(40);
    assertThat(all.spearman().orElseThrow()).as("%s", validation.rows()).isGreaterThan(0.9);
    assertThat(all.medianError()).as("%s", validation.rows()).isLessThan(0.35);
    assertThat(validation.rows())
        .filteredOn(row -> row.row().kernel().name().equals("shared_bank_conflict"))
        .singleElement()
        .satisfies(
            row -> assertThat(row.remark()).contains("1024 threads of 206 registers need 212992"));
  }

  @Test
  void ordersTheStepsOfAMatrixProductAsAnA6000Does() {
    Validation validation = validate("rtx-a6000-sgemm-ladder");

    Agreement all = validation.agreement().orElseThrow();
    assertThat(all.kendall().orElseThrow()).as("%s", validation.rows()).isGreaterThan(0.8);
    List<ModelledRow> steps = validation.rows();
    for (int i = 1; i < steps.size(); i++) {
      assertThat(steps.get(i - 1).ratio() / steps.get(i).ratio())
          .as("%s", steps.get(i))
          .isBetween(1 / 1.5, 1.5);
    }
    assertShowsEveryRow(validation);
  }

  /** No kernel of the first set was used for the model's figures of atomics; the second's were. */
  @Test
  void knowsWhatContentionAndManyBlocksCostOnAnH200() {
    Agreement atomics = agreement("h200-simple-kernels-cold", Set.of("atomics"));
    assertThat(atomics.rows()).isEqualTo(12);
    assertThat(atomics.worstError()).isLessThan(0.15);
    assertThat(agreement("h200-memory-micro", Set.of("shared atomics", "blocks")).worstError())
        .isLessThan(0.25);
  }

  /** What ncu 2025.3 counted on an H200 at n = 1024: {@code h200-raw-small.csv} in profiler. */
  @ParameterizedTest
  @CsvSource({
    "matmul_tiled, 50369075",
    "sgemm_shared_tile, 50360516",
    "sgemm_column_per_thread, 20975191",
    "sgemm_square_per_thread, 10485760",
    "sgemm_vectorized, 10485760"
  })
  void countsWavefrontsOfSharedLoadsAsNcuDoesOnAnH200(String kernel, double wavefronts) {
    MeasurementSet set = Measurements.read("h200-simple-kernels-cold");
    MeasuredRow row =
        set.rows().stream()
            .filter(r -> r.kernel().name().equals(kernel) && r.size().toString().equals("n = 1024"))
            .findFirst()
            .orElseThrow();
    try (Device device = new EmulatedDeviceProvider().open(set.gpu())) {
      SizeTimer timer = new SizeTimer(device, compiler()::compile, EvaluationSettings.of(1));
      List<KernelProfile> profiles = timer.time(row.kernel(), row.size(), set.caches()).profiles();
      assertThat(profiles).hasSize(1);
      assertThat(profiles.get(0).value(KeyMetrics.SHARED_LOAD_WAVEFRONTS).orElseThrow())
          .isCloseTo(wavefronts, withinPercentage(0.5));
    }
  }

  private static Agreement agreement(String name, Set<String> families) {
    MeasurementSet set = Measurements.read(name);
    List<MeasuredRow> rows =
        set.rows().stream().filter(row -> families.contains(row.family())).toList();
    return validate(
            new MeasurementSet(
                set.name(),
                set.gpu(),
                set.caches(),
                set.source(),
                set.protocol(),
                set.floorMicros(),
                set.floor(),
                set.noise(),
                rows))
        .agreement()
        .orElseThrow();
  }

  private static void assertShowsEveryRow(Validation validation) {
    String svg = ScatterPlot.svg(validation);
    String page = ValidationMarkdown.of(List.of(validation));
    assertThat(svg.split("<title>", -1)).hasSize(validation.counted().size() + 1);
    for (ModelledRow row : validation.rows()) {
      assertThat(page).contains("| " + row.row() + " | ");
      assertThat(svg).contains(row.row() + ": measured");
    }
  }

  private static Validation validate(String name) {
    return validate(Measurements.read(name));
  }

  private static Validation validate(MeasurementSet set) {
    try (Device device = new EmulatedDeviceProvider().open(set.gpu())) {
      return new ModelValidator(device, compiler()::compile, EvaluationSettings.of(1))
          .validate(set, row -> {});
    }
  }

  private static NvccCompiler compiler() {
    try {
      return NvccCompiler.standard();
    } catch (ToolchainException e) {
      Assumptions.abort("no CUDA toolkit: " + e.getMessage());
      throw e;
    }
  }
}
