package dev.warpsmith.profiler.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares profiles of sampled launches with those of whole ones. */
class SampledProfileIT {
  private static final List<String> COUNTERS =
      List.of(
          KeyMetrics.INSTRUCTIONS,
          KeyMetrics.LOAD_SECTORS,
          KeyMetrics.STORE_SECTORS,
          KeyMetrics.L2_READ_SECTORS,
          KeyMetrics.DRAM_READ,
          KeyMetrics.DRAM_WRITE,
          KeyMetrics.L1_HIT_RATE,
          KeyMetrics.L2_HIT_RATE,
          KeyMetrics.GPU_DRAM_THROUGHPUT,
          KeyMetrics.STALL_LONG,
          KeyMetrics.BANK_CONFLICTS,
          KeyMetrics.DURATION);

  private static final List<String> PLACE_COUNTERS =
      List.of(
          KeyMetrics.INSTRUCTIONS,
          KeyMetrics.LOAD_SECTORS,
          KeyMetrics.STORE_SECTORS,
          KeyMetrics.L2_READ_SECTORS,
          KeyMetrics.DURATION);

  private static final Dim3 MANY = Dim3.of(2000);

  @TempDir static Path cache;

  @Test
  void sampledWavesCountWhatAllBlocksDo() {
    try (EmulatedKernels kernels = new EmulatedKernels("streams.cu", "t4", cache)) {
      long n = 1 << 22;
      compare(kernels, "vector_add", Dim3.of(16384), Dim3.of(256), n, n, 300_000);
      compare(kernels, "reduce_sum", Dim3.of(8192), Dim3.of(256), n, n, 300_000);
      compare(kernels, "softmax_rows", Dim3.of(2048), Dim3.of(256), n, 2048, 1_500_000);
      Dim3 grid = new Dim3(64, 64, 1);
      compare(kernels, "shared_transpose", grid, new Dim3(32, 32, 1), n, 2048, 600_000);
      grid = new Dim3(128, 128, 1);
      compare(kernels, "naive_transpose", grid, new Dim3(16, 16, 1), n, 2048, 30_000);
    }
  }

  /** Each moves more than the 4 MiB of L2; blocks share what they read along one or two axes. */
  @Test
  void sampledBlocksThatShareTellWhatTheWholeGridReads() {
    try (EmulatedKernels kernels = new EmulatedKernels("tiles.cu", "t4", cache)) {
      Dim3 block = new Dim3(32, 8, 1);
      compare(kernels, "convolution", new Dim3(4, 16, 64), block, 1 << 22, 128, 500_000, 100_000);
      Dim3 tiles = new Dim3(32, 32, 1);
      compare(kernels, "tiled_matmul", tiles, block, 1 << 20, 1024, 6_000_000, 2_000_000);
      Dim3 heads = new Dim3(8, 16, 1);
      compare(kernels, "attention", heads, Dim3.of(64), 1 << 20, 512, 6_000_000);
    }
  }

  /** Blocks in the middle do up to five times less, or 0.9 times what blocks do on average. */
  @Test
  void blocksThatDifferByTheirPlaceAreCountedAllOverTheGrid() {
    try (EmulatedKernels kernels = new EmulatedKernels("tiles.cu", "t4", cache)) {
      Dim3 block = new Dim3(32, 8, 1);
      Dim3 tiles = new Dim3(64, 64, 1);
      long n = 2048;
      comparePlaces(kernels, "triangular_matmul", tiles, block, n * n, n, 30_000_000, 0.06);
      comparePlaces(kernels, "triangular_matmul", tiles, block, n * n, n, 5_000_000, 0.12);
      Dim3 rows = Dim3.of(6000);
      comparePlaces(kernels, "phases", rows, Dim3.of(256), 6000 << 10, 1 << 10, 1_000_000, 0.05);
    }
  }

  private static void comparePlaces(
      EmulatedKernels kernels,
      String kernel,
      Dim3 grid,
      Dim3 block,
      long floats,
      long n,
      long budget,
      double within) {
    KernelProfile whole = kernels.profile(kernel, grid, block, floats, n, BlockSelection.all());
    KernelProfile sampled =
        kernels.profile(kernel, grid, block, floats, n, new BlockSelection.SampledWaves(1, budget));
    assertThat(sampled.sampling()).as(kernel).contains("blocks differ by their place");
    assertClose(kernel, sampled, whole, PLACE_COUNTERS, within);
  }

  @Test
  void softmaxOfTheFullSizeIsProfiledFromASeventhOfItsBlocks() {
    try (EmulatedKernels kernels = new EmulatedKernels("streams.cu", "h200", cache)) {
      KernelProfile profile =
          kernels.profile(
              "softmax_rows",
              Dim3.of(4096),
              Dim3.of(256),
              4096L * 16384,
              16384,
              new BlockSelection.SampledWaves(1, 12_000_000));
      assertThat(profile.sampling()).matches("[56][0-9]{2} of 4096 blocks .*");
      double bytes = profile.value(KeyMetrics.DRAM_READ).orElseThrow();
      assertThat(bytes / (4.0 * 4096 * 16384)).isBetween(0.99, 3.01);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "look_back, ld.volatile.global.u32 at tiles.cu:106",
    "last_block, atom.global.add.u32 at tiles.cu:123",
    "row_queue, atom.global.add.u32 at tiles.cu:141"
  })
  void blocksThatDependOnEachOtherAreAllCountedAndTheProfileSaysWhy(String kernel, String why) {
    try (EmulatedKernels kernels = new EmulatedKernels("tiles.cu", "t4", cache)) {
      assertThat(kernels.run(kernel, MANY, Dim3.of(64), 1 << 18, 5000, sampled()).profile())
          .map(KernelProfile::sampling)
          .hasValue("all 2000 blocks (what they do depends on other blocks: " + why + ")");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"histogram", "compaction"})
  void blocksThatOnlyAddToWhatOthersAddToAreSampled(String kernel) {
    try (EmulatedKernels kernels = new EmulatedKernels("tiles.cu", "t4", cache)) {
      assertThat(kernels.run(kernel, MANY, Dim3.of(64), 1 << 18, 100_000, sampled()).profile())
          .map(KernelProfile::sampling)
          .hasValueSatisfying(text -> assertThat(text).contains(" of 2000 blocks"));
    }
  }

  @Test
  void dependentBlocksBeyondTheBudgetAreRefused() {
    try (EmulatedKernels kernels = new EmulatedKernels("tiles.cu", "t4", cache)) {
      LaunchOptions options = sampled().withStepBudget(10_000);
      DeviceFault fault =
          kernels.run("row_queue", MANY, Dim3.of(64), 1 << 18, 5000, options).fault().orElseThrow();
      assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.NOT_SAMPLEABLE);
      assertThat(fault.message())
          .isEqualTo(
              "row_queue: its blocks cannot be sampled (what they do depends on other blocks:"
                  + " atom.global.add.u32 at tiles.cu:141), and all 2000 take more than 10000 warp"
                  + " instructions");
    }
  }

  @Test
  void lastBlockIsLeftOutOfASampleWhereAllBlocksAreTooMany() {
    try (EmulatedKernels kernels = new EmulatedKernels("tiles.cu", "t4", cache)) {
      KernelProfile whole =
          kernels
              .run("last_block", MANY, Dim3.of(64), 1 << 18, 0, sampled())
              .profile()
              .orElseThrow();
      KernelProfile part =
          kernels
              .run("last_block", MANY, Dim3.of(64), 1 << 18, 0, sampled().withStepBudget(40_000))
              .profile()
              .orElseThrow();
      assertThat(part.sampling())
          .matches(
              "[0-9]+ of 2000 blocks .* \\(without what the last one does besides:"
                  + " atom.global.add.u32 at tiles.cu:123\\)");
      double expected = whole.value(KeyMetrics.INSTRUCTIONS).orElseThrow();
      assertThat(part.value(KeyMetrics.INSTRUCTIONS).orElseThrow())
          .isBetween(0.95 * expected, expected - 1); // the last block adds 2000 values
    }
  }

  private static LaunchOptions sampled() {
    return LaunchOptions.counting(new BlockSelection.SampledWaves(1, 5_000));
  }

  private static void compare(
      EmulatedKernels kernels,
      String kernel,
      Dim3 grid,
      Dim3 block,
      long floats,
      long n,
      long... budgets) {
    KernelProfile whole = kernels.profile(kernel, grid, block, floats, n, BlockSelection.all());
    for (long budget : budgets) {
      KernelProfile sampled =
          kernels.profile(
              kernel, grid, block, floats, n, new BlockSelection.SampledWaves(1, budget));
      assertThat(sampled.sampling()).as(kernel).doesNotStartWith("all");
      assertClose(kernel, sampled, whole, COUNTERS, 0.03);
    }
  }

  private static void assertClose(
      String kernel,
      KernelProfile sampled,
      KernelProfile whole,
      List<String> counters,
      double within) {
    for (String counter : counters) {
      double expected = whole.value(counter).orElseThrow();
      assertThat(sampled.value(counter).orElseThrow())
          .as("%s, %s, %s", kernel, counter, sampled.sampling())
          .isCloseTo(expected, within(within * expected));
    }
  }
}
