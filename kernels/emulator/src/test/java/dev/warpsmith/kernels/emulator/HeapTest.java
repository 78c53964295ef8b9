package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code malloc}, {@code free}, {@code new} and {@code delete} on the device. */
class HeapTest {
  private static final LaunchOptions FAST = LaunchOptions.compute();
  private static final LaunchOptions CHECK = LaunchOptions.sanitizing(3);

  private final KernelRunner runner = new KernelRunner(KernelRunner.resource("heap.sm_90.ptx"));

  @AfterEach
  void close() {
    runner.close();
  }

  private void complete(boolean sanitize, String kernel, int grid, int block, Object... arguments) {
    String outcome =
        runner
            .launch(sanitize ? CHECK : FAST, kernel, Dim3.of(grid), Dim3.of(block), arguments)
            .match(done -> "done", faulted -> faulted.fault().message());
    assertThat(outcome).isEqualTo("done");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesThreadsMemoryOfTheirOwn(boolean sanitize) {
    DeviceBuffer y = runner.ints("y", new int[128]);
    complete(sanitize, "rows", 4, 32, y, 25);
    int[] expected =
        IntStream.range(0, 128)
            .map(i -> IntStream.range(0, 25).map(k -> k * 7 % 25 * i).sum())
            .toArray();
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void makesAndDeletesObjectsWithVirtualFunctions(boolean sanitize) {
    float[] x = new float[70];
    float[] expected = new float[70];
    for (int i = 0; i < 70; i++) {
      x[i] = i * 0.25f - 3;
      expected[i] = (i & 1) == 1 ? x[i] * x[i] : x[i] * 3;
    }
    DeviceBuffer y = runner.floats("y", new float[70]);
    complete(sanitize, "objects", 2, 64, runner.floats("x", x), y, 70);
    assertThat(KernelRunner.floats(y)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keepsTheHeapFromLaunchToLaunch(boolean sanitize) {
    complete(sanitize, "pushes", 4, 64, 200);
    DeviceBuffer y = runner.ints("y", 0, 0);
    complete(sanitize, "sums_list", 1, 1, y);
    assertThat(KernelRunner.ints(y)).containsExactly(199 * 200 / 2, 200);
  }

  @Test
  void returnsNullWhenTheHeapIsExhausted() {
    DeviceBuffer y = runner.ints("y", 0, 0);
    complete(false, "exhausts", 1, 1, y);
    assertThat(KernelRunner.ints(y)).containsExactly((8 << 20) / (1024 + 16), 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void givesTheSameAddressesOnAnyNumberOfThreads(int threads) {
    try (KernelRunner own = new KernelRunner(KernelRunner.resource("heap.sm_90.ptx"), threads)) {
      DeviceBuffer y = own.longs("y", 0, 0);
      own.run("pushes", 1, 1, 1);
      own.run("list_head", 1, 1, y, 0);
      own.run("pushes", 8, 32, 256);
      own.run("list_head", 1, 1, y, 1);
      long[] heads = KernelRunner.longs(y);
      assertThat(heads[1] - heads[0]).isEqualTo(256 * (16 + 16));
    }
  }

  @Test
  void reportsReadsPastABlockWithTheAllocatingLine() {
    DeviceFault fault = runner.fault(CHECK, "reads_past", 1, 1, runner.ints("y", 0), 11);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.OUT_OF_BOUNDS);
    assertThat(fault.message())
        .isEqualTo(
            "heap.cu:101: thread (0,0,0) of block (0,0,0) reads byte 44 of the heap block of 40"
                + " bytes from heap.cu:99, 5 past its end");
  }

  @Test
  void reportsReadsOfWhatNobodyWrote() {
    DeviceFault fault = runner.fault(CHECK, "reads_unwritten", 1, 1, runner.ints("y", 0), 3);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.UNINITIALISED_READ);
    assertThat(fault.message())
        .isEqualTo(
            "heap.cu:107: thread (0,0,0) of block (0,0,0) reads byte 12 of the heap block of 40"
                + " bytes from heap.cu:105, which nobody has written");
  }

  @Test
  void reportsReadsOfFreedMemory() {
    DeviceFault fault = runner.fault(CHECK, "reads_freed", 1, 1, runner.ints("y", 0), 3);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.OUT_OF_BOUNDS);
    assertThat(fault.message())
        .isEqualTo(
            "heap.cu:115: thread (0,0,0) of block (0,0,0) reads byte 12 of the heap block of 40"
                + " bytes from heap.cu:111, which heap.cu:114 freed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reportsSecondFrees(boolean sanitize) {
    DeviceFault fault = runner.fault(sanitize ? CHECK : FAST, "frees_twice", 1, 1, 0);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.INVALID_FREE);
    assertThat(fault.message())
        .isEqualTo(
            "heap.cu:122: thread (0,0,0) of block (0,0,0) frees the heap block of 10 bytes from"
                + " heap.cu:119, which heap.cu:121 has freed already");
  }

  @Test
  void reportsFreesOfWhatMallocDidNotReturn() {
    DeviceFault fault = runner.fault(FAST, "frees_data", 1, 1, runner.ints("y", 0));
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.INVALID_FREE);
    assertThat(fault.message())
        .matches("heap.cu:125: .* frees address 0x7\\w+, which malloc did not return");
    assertThat(runner.fault(FAST, "frees_twice", 1, 1, 8).message())
        .contains("frees byte 8 of the heap block of 10 bytes");
  }
}
