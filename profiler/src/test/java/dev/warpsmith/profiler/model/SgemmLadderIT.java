package dev.warpsmith.profiler.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.profiler.KernelProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Orders the steps of a matrix product as a real GPU does.
 *
 * <p>Anchor: S. Boehm, "How to Optimize a CUDA Matmul Kernel for cuBLAS-like Performance: a
 * Worklog" (siboehm.com/articles/22/CUDA-MMM), RTX A6000, n = 4096, GFLOP/s per step. The kernels
 * here are written anew from its description, so neighbouring ratios can differ.
 */
class SgemmLadderIT {
  private static final int N = 4096;

  private record Step(String kernel, Dim3 grid, Dim3 block, double publishedGflops) {}

  private static final List<Step> STEPS =
      List.of(
          new Step("naive", new Dim3(128, 128, 1), new Dim3(32, 32, 1), 309),
          new Step("coalesced", new Dim3(128, 128, 1), Dim3.of(1024), 1986),
          new Step("shared_tile", new Dim3(128, 128, 1), Dim3.of(1024), 2980),
          new Step("column_per_thread", new Dim3(64, 64, 1), Dim3.of(512), 8474),
          new Step("square_per_thread", new Dim3(32, 32, 1), Dim3.of(256), 15971),
          new Step("vectorized", new Dim3(32, 32, 1), Dim3.of(256), 18237));

  @TempDir Path cache;

  @Test
  void ordersTheStepsAsMeasuredOnAnA6000() {
    List<Double> modelled = new ArrayList<>();
    try (EmulatedKernels kernels = new EmulatedKernels("sgemm-ladder.cu", "rtx-a6000", cache)) {
      for (Step step : STEPS) {
        KernelProfile profile =
            kernels.profile(
                step.kernel(),
                step.grid(),
                step.block(),
                (long) N * N,
                N,
                new BlockSelection.SampledWaves(1, 4_000_000));
        modelled.add(2.0 * N * N * N / profile.time().orElseThrow().micros() / 1e3);
      }
    }
    for (int i = 0; i < STEPS.size(); i++) {
      assertThat(modelled.get(i) / STEPS.get(i).publishedGflops())
          .as("%s: modelled %s", STEPS.get(i).kernel(), modelled)
          .isBetween(0.4, 2.5);
      if (i > 0) {
        assertThat(modelled.get(i))
            .as("%s: %s", STEPS.get(i).kernel(), modelled)
            .isGreaterThan(modelled.get(i - 1));
      }
    }
  }
}
