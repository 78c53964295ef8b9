package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which accesses are ordered, on kernels of orders.cu, under several orders of blocks and warps.
 */
class OrdersTest {
  private static final int ORDERS = 6;
  private static final String PTX = KernelRunner.resource("orders.sm_90.ptx");
  private static final String THREAD = "thread \\(\\d+,0,0\\)";
  private static final String HERE = THREAD + " of block \\(\\d,0,0\\)";

  private static LaunchResult launch(String kernel, int seed) {
    try (KernelRunner runner = new KernelRunner(PTX)) {
      return runner.launch(
          LaunchOptions.sanitizing(seed).withStepBudget(2_000_000),
          kernel,
          Dim3.of(4),
          Dim3.of(64),
          arguments(runner, kernel));
    }
  }

  /** Gives a buffer for each of the kernel's pointers. */
  private static Object[] arguments(KernelRunner runner, String kernel) {
    int from = PTX.indexOf(".entry " + kernel + "(");
    String declared = PTX.substring(from, PTX.indexOf(')', from));
    return Stream.of("y", "z", "w")
        .limit(declared.chars().filter(c -> c == ',').count() + 1)
        .map(name -> runner.ints(name, new int[300]))
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "all_write_one, 14, writes y[0] of y: i32[300], wrote",
    "overlapping_tiles, 23, writes y[\\d+] of y: i32[300], wrote",
    "reads_a_neighbour_tile, 27|29, (reads|writes) z[\\d+] of z: i32[300], read|wrote",
    "counts_in_the_block_only, 54, updates y[\\d] of y: i32[300], updated",
    "last_block_misses_fence, 74, reads z[\\d] of z: i32[300], wrote",
    "last_block_fences_its_block, 74, reads z[\\d] of z: i32[300], wrote",
    "counts_before_all_wrote, 105, reads z[\\d+] of z: i32[300], wrote",
    "looks_back_without_fence, 116, reads z[0] of z: i32[300], wrote",
    "syncs_the_grid_without_fence, 262, reads z[\\d+] of z: i32[300], wrote",
    "syncs_the_grid_once, 267|268, (reads|writes) z[\\d+] of z: i32[300], read|wrote",
  })
  void reportsConflictsBetweenBlocks(String kernel, String lines, String what, String did) {
    String where = what.replace("[", "\\[");
    for (int seed = 0; seed < ORDERS; seed++) {
      assertThat(message(kernel, seed, DeviceFault.Kind.RACE))
          .matches(
              "orders.cu:("
                  + lines
                  + "): "
                  + HERE
                  + " "
                  + where
                  + ", which "
                  + HERE
                  + " ("
                  + did
                  + ") with no fence, flag or grid barrier between");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "shifts_in_place, 9|10, (reads|writes) y[\\d+] of y: i32[300], read|wrote",
    "shifts_halves, 294|295, '(reads|writes) y[\\d+( \\+ 2 bytes)?] of y: i32[300]', read|wrote",
    "misses_a_barrier_in_global, 39|40, (reads|writes) z[\\d+] of z: i32[300], read|wrote",
    "counts_then_reads, 44|45, (reads|updates) y[\\d] of y: i32[300], read|updated",
    "unlocks_without_fence, 157, reads y[0] of y: i32[300], wrote",
    "unlocks_the_block_without_fence, 185, reads shared memory at byte 4, wrote",
    "hands_over_without_fence, 209, reads shared memory at byte 0, wrote",
    "overwrites_what_is_consumed, 223|228, (reads|writes) shared memory at byte \\d+, read|wrote",
    "swaps_in_a_warp_without_sync, 305|306, (reads|writes) z[\\d+] of z: i32[300], read|wrote",
  })
  void reportsConflictsWithinABlock(String kernel, String lines, String what, String did) {
    String where = what.replace("[", "\\[");
    for (int seed = 0; seed < ORDERS; seed++) {
      String message = message(kernel, seed, DeviceFault.Kind.RACE);
      assertThat(message)
          .matches(
              "orders.cu:("
                  + lines
                  + "): "
                  + HERE
                  + " "
                  + where
                  + ", which "
                  + THREAD
                  + " ("
                  + did
                  + ") with no barrier between");
    }
  }

  private static String message(String kernel, int seed, DeviceFault.Kind kind) {
    DeviceFault fault =
        launch(kernel, seed)
            .match(
                completed -> {
                  throw new AssertionError(kernel + " completed with seed " + seed);
                },
                faulted -> faulted.fault());
    assertThat(fault.kind()).as(fault.message()).isEqualTo(kind);
    return fault.message();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all_write_one_flag",
        "reads_its_own_tile",
        "counts",
        "counts_apart",
        "last_block_adds",
        "all_fence_one_counts",
        "looks_back",
        "adds_under_a_lock",
        "lanes_add_under_a_lock",
        "locks_of_one_block",
        "hands_over",
        "produces_and_consumes",
        "syncs_the_grid",
        "reads_constant_then_writes",
        "writes_halves",
        "swaps_in_a_warp",
      })
  void acceptsOrderedAccesses(String kernel) {
    for (int seed = 0; seed < ORDERS; seed++) {
      LaunchResult result = launch(kernel, seed);
      String said = result.match(completed -> "", faulted -> faulted.fault().message());
      assertThat(said).as("seed " + seed).isEmpty();
    }
  }

  /** nvcc declares arrays of any type as bytes, of which check mode keeps other records. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void acceptsAtomicsOfBlocksOnAVariableDeclaredAsBytes(int seed) {
    String ptx =
        """
        .version 8.0
        .target sm_90
        .address_size 64
        .global .align 4 .b8 tickets[8];
        .visible .entry take()
        {
        .reg .b32 %r<2>;
        atom.global.inc.u32 %r1, [tickets+4], 2;
        ret;
        }
        """;
    try (KernelRunner runner = new KernelRunner(ptx)) {
      LaunchResult result =
          runner.launch(LaunchOptions.sanitizing(seed), "take", Dim3.of(3), Dim3.of(40));
      assertThat(result).isInstanceOf(LaunchResult.Completed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void reportsReadOnlyLoadsOfWhatTheLaunchWrote(int seed) {
    assertThat(message("reads_what_it_wrote_as_constant", seed, DeviceFault.Kind.RACE))
        .matches(
            "orders.cu:274: "
                + HERE
                + " reads z\\[\\d+] of z: i32\\[300] as read-only \\(ld.global.nc\\), but "
                + THREAD
                + " wrote it in this launch");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void reportsEveryFindingOfALaunch(int seed) {
    List<DeviceFault> found = new ArrayList<>();
    if (launch("has_many_faults", seed) instanceof LaunchResult.Faulted faulted) {
      found.add(faulted.fault());
      found.addAll(faulted.others());
    }
    assertThat(found)
        .extracting(DeviceFault::kind)
        .contains(DeviceFault.Kind.UNINITIALISED_READ, DeviceFault.Kind.RACE)
        .endsWith(DeviceFault.Kind.OUT_OF_BOUNDS);
    assertThat(found.get(found.size() - 1).message())
        .matches(
            "orders.cu:329: " + HERE + " writes y\\[1\\d+], \\d+ past the end of y: i32\\[300]");
  }
}
