package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read-only buffers, unwritten outputs and local memory, on kernels of orders.cu. */
class MemoryChecksTest {
  private final KernelRunner runner = new KernelRunner(KernelRunner.resource("orders.sm_90.ptx"));

  @AfterEach
  void close() {
    runner.close();
  }

  private LaunchResult check(String kernel, int seed, Object... arguments) {
    return runner.launch(
        LaunchOptions.sanitizing(seed), kernel, Dim3.of(4), Dim3.of(64), arguments);
  }

  private static String message(LaunchResult result, DeviceFault.Kind kind) {
    return result.match(
        completed -> "completed",
        faulted -> {
          assertThat(faulted.fault().kind()).isEqualTo(kind);
          return faulted.fault().message();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void reportsWritesToReadOnlyBuffers(int seed) {
    DeviceBuffer y = runner.floats("y", new float[256]);
    DeviceBuffer z = runner.floats("z", new float[256]);
    z.setReadOnly(true);
    assertThat(message(check("writes_its_input", seed, y, z), DeviceFault.Kind.READ_ONLY))
        .isEqualTo(
            "orders.cu:283: thread (13,0,0) of block (1,0,0) writes z[77] of z: f32[256], which is"
                + " an input");
    z.setReadOnly(false);
    assertThat(check("writes_its_input", seed, y, z)).isInstanceOf(LaunchResult.Completed.class);
  }

  @Test
  void knowsTheFirstUnwrittenByte() {
    DeviceBuffer y = runner.floats("y", new float[256]);
    assertThat(y.firstUnwritten()).isEmpty();
    y.poison((byte) 0x7F);
    assertThat(y.firstUnwritten()).hasValue(0);
    check("writes_some", 0, y);
    assertThat(y.firstUnwritten()).hasValue(4 * 10);
    check("all_write_one", 0, y);
    assertThat(y.firstUnwritten()).hasValue(4 * 10);
  }

  @Test
  void knowsWhenAllIsWritten() {
    DeviceBuffer y = runner.floats("y", new float[128]);
    y.poison((byte) 0x7F);
    assertThat(check("writes_halves", 0, y)).isInstanceOf(LaunchResult.Completed.class);
    assertThat(y.firstUnwritten()).isEmpty();
  }

  @Test
  void reportsReadsOfUnwrittenLocalMemory() {
    DeviceBuffer y = runner.floats("y", new float[256]);
    LaunchResult result = check("reads_unwritten_local", 0, y, 2);
    assertThat(message(result, DeviceFault.Kind.UNINITIALISED_READ))
        .matches(
            "orders.cu:312: thread \\(\\d+,0,0\\) of block \\(\\d,0,0\\) reads local memory at byte"
                + " 56, which nobody has written");
    assertThat(check("reads_unwritten_local", 0, y, 32)).isInstanceOf(LaunchResult.Completed.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void reportsAccessesOutsideLocalMemory(int seed) {
    DeviceBuffer y = runner.floats("y", new float[256]);
    assertThat(message(check("leaves_local", seed, y, 5), DeviceFault.Kind.OUT_OF_BOUNDS))
        .matches(
            "orders.cu:318: thread \\(\\d+,0,0\\) of block \\(\\d,0,0\\) reads local memory at byte"
                + " \\d+, outside its 128 bytes");
  }

  @Test
  void keepsNoMoreThanTwoBytesPerByte() {
    Allocation allocation =
        new Allocation("x", 4, AddressSpace.GLOBAL_START, 4000, OffHeap.allocate(4000));
    allocation.track();
    assertThat(Cells.at(allocation.cells(), 4000) - allocation.cells()).isEqualTo(2 * 4000);
    allocation.release();
  }
}
