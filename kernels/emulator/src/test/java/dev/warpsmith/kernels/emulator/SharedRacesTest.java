package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Races in shared memory, on kernels of races.cu, under several orders of warps. */
class SharedRacesTest {
  private static final int ORDERS = 8;

  private final KernelRunner runner = new KernelRunner(KernelRunner.resource("races.sm_90.ptx"));

  @AfterEach
  void close() {
    runner.close();
  }

  @ParameterizedTest
  @CsvSource({
    "writes_twice, 4",
    "writes_one_cell, 11",
    "reads_then_writes, 29|30",
    "races_on_bytes, 49|50",
    "counts_before_clearing, 56|57",
    "reads_before_counted, 66|67",
    "misses_syncwarp, 83|84",
  })
  void reportsARaceWithItsLine(String kernel, String lines) {
    for (int seed = 0; seed < ORDERS; seed++) {
      DeviceFault fault =
          runner.fault(
              LaunchOptions.sanitizing(seed), kernel, 1, 64, runner.floats("y", new float[64]));
      assertThat(fault.kind()).as(fault.message()).isEqualTo(DeviceFault.Kind.RACE);
      assertThat(fault.message())
          .matches("races.cu:(" + lines + "): thread .* with no barrier between");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stores_one_flag", "shares_bytes", "counts"})
  void acceptsWhatOnlyLooksLikeARace(String kernel) {
    for (int seed = 0; seed < ORDERS; seed++) {
      LaunchResult result =
          runner.launch(
              LaunchOptions.sanitizing(seed),
              kernel,
              Dim3.of(1),
              Dim3.of(64),
              runner.floats("y", new float[64]));
      assertThat(result).isInstanceOf(LaunchResult.Completed.class);
    }
  }

  @Test
  void explainsAFaultByTheReadOfGarbageBeforeIt() {
    DeviceFault fault =
        runner.fault(
            LaunchOptions.sanitizing(0),
            "reads_unwritten_index",
            1,
            64,
            runner.floats("y", new float[64]));
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.UNINITIALISED_READ);
    assertThat(fault.message()).contains("shared memory at byte 128", "which nobody has written");
  }
}
