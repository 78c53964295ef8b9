package dev.warpsmith.kernels.emulator.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code asynchronous.cu} does wrong, and what the emulator cannot run of it. */
class AsynchronousIT {
  private static final int BYTES = 4 * 8 * 256;

  private Optional<CompiledFamilies> families = Optional.empty();

  @BeforeEach
  void findCompiler() {
    families = Optional.of(new CompiledFamilies());
  }

  @AfterEach
  void close() {
    families.ifPresent(CompiledFamilies::close);
  }

  private LaunchResult launch(String kernel, String architecture, LaunchOptions options) {
    CompiledFamilies.Loaded loaded = families.orElseThrow().load("asynchronous", architecture, 2);
    DeviceBuffer x = loaded.device().allocate("x: f32[2048]", 4, BYTES);
    DeviceBuffer y = loaded.device().allocate("y: f32[2048]", 4, BYTES);
    x.write(0, ByteBuffer.allocate(BYTES));
    KernelLaunch launch =
        new KernelLaunch(
            kernel,
            Dim3.of(1),
            Dim3.of(256),
            0,
            List.of(new KernelArgument.Pointer(x), new KernelArgument.Pointer(y)),
            false,
            Optional.empty());
    return loaded.module().launch(launch, options);
  }

  private DeviceFault fault(String kernel, String architecture, LaunchOptions options) {
    return launch(kernel, architecture, options)
        .match(
            completed -> {
              throw new AssertionError(kernel + " completed");
            },
            faulted -> faulted.fault());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm_80", "sm_90"})
  void reportsTheStageThatAPipelineDidNotWaitFor(String architecture) {
    for (int seed = 0; seed < 3; seed++) {
      DeviceFault fault = fault("short_of_waits", architecture, LaunchOptions.sanitizing(seed));
      assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.RACE);
      assertThat(fault.message())
          .matches(
              "asynchronous.cu:74: thread \\(\\d+,0,0\\) of block \\(0,0,0\\) reads shared memory"
                  + " at byte \\d+ that cp.async at asynchronous.cu:68 by thread \\(\\d+,0,0\\) has"
                  + " not been waited for");
    }
  }

  @Test
  void theSameKernelCopiesWithoutBulkOnEarlierGpus() {
    assertThat(launch("bulk_copies", "sm_80", LaunchOptions.sanitizing(1)))
        .isInstanceOf(LaunchResult.Completed.class);
  }

  @Test
  void refusesOnlyTheKernelThatCopiesInBulk() {
    DeviceFault fault = fault("bulk_copies", "sm_90", LaunchOptions.compute());
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.UNSUPPORTED);
    assertThat(fault.message())
        .matches(
            "asynchronous.cu:\\d+: cp.async.bulk.shared::cluster.global"
                + ".mbarrier::complete_tx::bytes is not supported: the emulator has no translation"
                + " for it");
    assertThat(fault.position().orElseThrow().file()).isEqualTo("asynchronous.cu");
    assertThat(launch("barrier_copies", "sm_90", LaunchOptions.compute()))
        .isInstanceOf(LaunchResult.Completed.class);
  }
}
