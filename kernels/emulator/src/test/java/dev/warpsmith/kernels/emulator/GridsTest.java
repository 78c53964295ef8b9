package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cooperative groups, as nvcc compiles them, against Java; fast and checked. */
class GridsTest {
  private static final LaunchOptions FAST = LaunchOptions.compute();

  private final KernelRunner runner = new KernelRunner(KernelRunner.resource("grids.sm_90.ptx"));

  @AfterEach
  void close() {
    runner.close();
  }

  static List<LaunchOptions> options() {
    return List.of(FAST, LaunchOptions.sanitizing(0), LaunchOptions.sanitizing(9));
  }

  private static int[] random(int count) {
    return new Random(7).ints(count, 0, 100).toArray();
  }

  private static void complete(LaunchResult result) {
    String outcome = result.match(done -> "done", faulted -> faulted.fault().message());
    assertThat(outcome).isEqualTo("done");
  }

  @ParameterizedTest
  @MethodSource("options")
  void synchronisesTheGrid(LaunchOptions options) {
    int n = 40 * 64;
    DeviceBuffer x = runner.ints("x", new int[n]);
    DeviceBuffer y = runner.ints("y", new int[n]);
    complete(runner.cooperative(options, "reverses_over_the_grid", 40, 64, x, y, 5));
    int[] expected = new int[n];
    for (int round = 0; round < 5; round++) {
      int[] before = expected;
      expected = IntStream.range(0, n).map(i -> before[n - 1 - i] + n - 1 - i).toArray();
    }
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
  }

  @Test
  void trapsAtAGridBarrierWithoutACooperativeLaunch() {
    DeviceBuffer x = runner.ints("x", new int[64]);
    DeviceFault fault = runner.fault(FAST, "reverses_over_the_grid", 1, 64, x, x, 1);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.TRAP);
    assertThat(fault.message())
        .isEqualTo(
            "grids.cu:15: thread (0,0,0) of block (0,0,0) executes trap; the kernel asks for a"
                + " cooperative launch, and this is none");
  }

  @Test
  void refusesCooperativeGridsThatDoNotFit() {
    DeviceBuffer x = runner.ints("x", 0);
    LaunchResult result = runner.cooperative(FAST, "reverses_over_the_grid", 100_000, 64, x, x, 1);
    DeviceFault fault = ((LaunchResult.Faulted) result).fault();
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.LAUNCH_LIMIT);
    assertThat(fault.message()).contains("a cooperative grid of 100000 blocks");
  }

  @ParameterizedTest
  @MethodSource("options")
  void splitsTheGridBarrier(LaunchOptions options) {
    DeviceBuffer x = runner.ints("x", new int[320]);
    DeviceBuffer y = runner.ints("y", new int[320]);
    complete(runner.cooperative(options, "splits_the_barrier", 10, 32, x, y));
    assertThat(KernelRunner.ints(y))
        .containsExactly(IntStream.range(0, 320).map(i -> (i + 33) % 320 * 2 + i * 7).toArray());
  }

  @ParameterizedTest
  @MethodSource("options")
  void reducesAndScansTiles(LaunchOptions options) {
    int[] x = random(192);
    DeviceBuffer y = runner.ints("y", new int[192 * 6]);
    complete(runner.cooperative(options, "sums_tiles", 2, 96, runner.ints("x", x), y));
    int[] expected = new int[192 * 6];
    for (int i = 0; i < 192; i++) {
      int[] tile = Arrays.copyOfRange(x, i / 8 * 8, i / 8 * 8 + 8);
      int before = Arrays.stream(tile, 0, i % 8).sum();
      boolean any = Arrays.stream(tile).anyMatch(v -> v > 90);
      expected[i * 6] = Arrays.stream(tile).sum();
      expected[i * 6 + 1] = Arrays.stream(tile).max().orElseThrow();
      expected[i * 6 + 2] = before;
      expected[i * 6 + 3] = before + x[i];
      expected[i * 6 + 4] = tile[i % 8 ^ 3];
      expected[i * 6 + 5] = i % 96 / 8 * 100 + i % 8 + (any ? 1000 : 0);
    }
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("options")
  void aggregatesAmongCoalescedThreads(LaunchOptions options) {
    int[] x = random(128);
    DeviceBuffer y = runner.ints("y", new int[128]);
    DeviceBuffer counter = runner.ints("counter", 0, 0);
    complete(runner.cooperative(options, "coalesces", 2, 64, runner.ints("x", x), y, counter));
    int[] chosen = Arrays.stream(x).filter(v -> v % 3 == 0).toArray();
    assertThat(KernelRunner.ints(counter))
        .containsExactly(chosen.length, Arrays.stream(chosen).sum());
    int[] places = KernelRunner.ints(y);
    assertThat(IntStream.range(0, 128).filter(i -> x[i] % 3 == 0).map(i -> places[i]).sorted())
        .containsExactlyElementsOf(IntStream.range(0, chosen.length).boxed().toList());
    assertThat(IntStream.range(0, 128).filter(i -> x[i] % 3 != 0).map(i -> places[i]))
        .containsOnly(-1);
  }

  @ParameterizedTest
  @MethodSource("options")
  void groupsByLabel(LaunchOptions options) {
    int[] x = random(32);
    DeviceBuffer y = runner.ints("y", new int[32]);
    complete(runner.cooperative(options, "sums_groups_by_label", 1, 32, runner.ints("x", x), y));
    int[] expected = new int[32];
    for (int i = 0; i < 32; i++) {
      int label = x[i] % 5;
      int[] same = Arrays.stream(x).filter(v -> v % 5 == label).toArray();
      expected[i] = same.length * 1000 + Arrays.stream(same).sum();
    }
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("options")
  void partitionsInTwo(LaunchOptions options) {
    int[] x = random(32);
    DeviceBuffer y = runner.ints("y", new int[34]);
    complete(runner.cooperative(options, "binary_groups", 1, 32, runner.ints("x", x), y));
    int[] expected = new int[34];
    for (int i = 0; i < 32; i++) {
      int bit = x[i] & 1;
      int size = (int) Arrays.stream(x).filter(v -> (v & 1) == bit).count();
      int rank = (int) Arrays.stream(x, 0, i).filter(v -> (v & 1) == bit).count();
      expected[i] = size * 100 + rank;
      expected[32 + bit] = size;
    }
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("options")
  void reducesAndScansTilesOfManyWarps(LaunchOptions options) {
    int[] x = random(512);
    DeviceBuffer y = runner.ints("y", new int[1024]);
    complete(runner.cooperative(options, "sums_wide_tiles", 2, 256, runner.ints("x", x), y));
    int[] expected = new int[1024];
    for (int i = 0; i < 512; i++) {
      int start = i / 128 * 128;
      expected[i * 2] = Arrays.stream(x, start, start + 128).sum();
      expected[i * 2 + 1] = Arrays.stream(x, start, i + 1).sum();
    }
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("options")
  void copiesAsynchronouslyAsAGroup(LaunchOptions options) {
    int[] x = random(512);
    DeviceBuffer y = runner.ints("y", new int[512]);
    complete(runner.cooperative(options, "stages", 2, 256, runner.ints("x", x), y));
    assertThat(KernelRunner.ints(y))
        .containsExactly(
            IntStream.range(0, 512).map(i -> x[i / 256 * 256 + 255 - i % 256]).toArray());
  }
}
