package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.ModuleImage;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of faults: they are what a coder gets to see. */
class FaultsTest {
  private static final LaunchOptions FAST = LaunchOptions.compute();
  private static final LaunchOptions CHECK = LaunchOptions.sanitizing(0);

  private final KernelRunner runner = new KernelRunner(KernelRunner.resource("kernels.sm_90.ptx"));

  @AfterEach
  void close() {
    runner.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void namesBufferAndLineOfAReadPastTheEnd(boolean sanitize) {
    DeviceBuffer x = runner.floats("x", new float[100]);
    DeviceBuffer y = runner.floats("y", new float[100]);
    DeviceFault fault =
        runner.fault(sanitize ? CHECK : FAST, "reads_past_the_end", 4, 32, x, y, 100);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.OUT_OF_BOUNDS);
    assertThat(fault.message())
        .matches(
            "kernels.cu:\\d+: thread \\(3,0,0\\) of block \\(3,0,0\\) reads x\\[100], 1 past the"
                + " end of x: f32\\[100]");
    assertThat(fault.position().orElseThrow().file()).isEqualTo("kernels.cu");
  }

  @Test
  void reportsUninitialisedGlobalMemory() {
    DeviceBuffer x = runner.floats("x", new float[101]);
    x.poison((byte) 0x7F);
    DeviceBuffer y = runner.floats("y", new float[100]);
    DeviceFault fault = runner.fault(CHECK, "reads_past_the_end", 4, 32, x, y, 100);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.UNINITIALISED_READ);
    assertThat(fault.message())
        .contains("reads x[1] of x: f32[101], which nobody has written", "block (0,0,0)");
  }

  @Test
  void reportsUninitialisedSharedMemory() {
    DeviceBuffer y = runner.floats("y", new float[64]);
    DeviceFault fault = runner.fault(CHECK, "reads_unwritten_shared", 1, 64, y);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.UNINITIALISED_READ);
    assertThat(fault.message()).contains("thread (32,0,0)", "shared memory at byte 128");
  }

  @Test
  void reportsAMissingBarrier() {
    DeviceBuffer x = runner.floats("x", new float[64]);
    DeviceBuffer y = runner.floats("y", new float[64]);
    DeviceFault fault = runner.fault(CHECK, "misses_a_barrier", 1, 64, x, y);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.RACE);
    assertThat(fault.message()).matches("kernels.cu:19[01]: thread .* with no barrier between");
  }

  @Test
  void reportsMisalignedAccesses() {
    DeviceBuffer x = runner.floats("x", new float[4]);
    DeviceBuffer y = runner.floats("y", new float[4]);
    DeviceFault fault = runner.fault(CHECK, "misaligned", 1, 1, x, y);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.MISALIGNED);
    assertThat(fault.message()).contains("reads x[0 + 2 bytes]", "not a multiple of 4");
  }

  @Test
  void endsEndlessLoopsAtTheBudgetWithTheirLine() {
    DeviceBuffer y = runner.floats("y", new float[32]);
    DeviceFault fault = runner.fault(FAST.withStepBudget(50_000), "half_block_barrier", 1, 32, y);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.STEP_BUDGET);
    assertThat(fault.message())
        .matches("kernels.cu:\\d+: did not finish in 50000 warp instructions");
  }

  @Test
  void reportsTraps() {
    DeviceFault fault = runner.fault(FAST, "traps", 2, 64, 40);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.TRAP);
    assertThat(fault.message()).contains("thread (40,0,0) of block (0,0,0) executes trap");
  }

  @Test
  void refusesUnsupportedInstructionsAtLoadTimeWithTheirLine() {
    String ptx =
        """
        .version 9.0
        .target sm_90
        .address_size 64
        .file 1 "/a/kernel.cu"
        .visible .entry k()
        {
        .reg .b32 %r<4>;
        .loc 1 31 3
        vset4.u32.u32.lt %r1, %r2, %r3, %r1;
        ret;
        }
        """;
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      String message =
          device
              .load(new ModuleImage(ptx, Optional.empty(), Map.of()))
              .match(loaded -> "", refused -> refused.message());
      assertThat(message)
          .isEqualTo(
              "kernel.cu:31: vset4.u32.u32.lt is not supported: the emulator has no translation"
                  + " for it");
    }
  }

  @Test
  void refusesOnlyTheLaunchOfAKernelThatCannotRunIfOthersCan() {
    String ptx =
        """
        .version 9.0
        .target sm_90
        .address_size 64
        .file 1 "/a/kernel.cu"
        .visible .entry bad(.param .u64 p, .param .f32 q)
        {
        .reg .b32 %r<4>;
        .loc 1 31 3
        vset4.u32.u32.lt %r1, %r2, %r3, %r1;
        ret;
        }
        .visible .entry good()
        {
        ret;
        }
        """;
    try (KernelRunner both = new KernelRunner(ptx)) {
      assertThat(both.run("good", 1, 32).blocks()).isEqualTo(1);
      DeviceFault fault = both.fault(FAST, "bad", 1, 32, 1L, 2f);
      assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.UNSUPPORTED);
      assertThat(fault.message())
          .isEqualTo(
              "kernel.cu:31: vset4.u32.u32.lt is not supported: the emulator has no translation"
                  + " for it");
      assertThat(fault.position().orElseThrow().line()).isEqualTo(31);
    }
  }

  @Test
  void refusesAKernelForClustersOfSeveralBlocks() {
    String ptx =
        """
        .version 9.0
        .target sm_90
        .address_size 64
        .visible .entry pairs()
        .explicitcluster
        .reqnctapercluster 2, 1, 1
        {
        ret;
        }
        .visible .entry alone()
        .explicitcluster
        .reqnctapercluster 1, 1, 1
        {
        ret;
        }
        """;
    try (KernelRunner both = new KernelRunner(ptx)) {
      assertThat(both.run("alone", 2, 32).blocks()).isEqualTo(2);
      DeviceFault fault = both.fault(FAST, "pairs", 2, 32);
      assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.UNSUPPORTED);
      assertThat(fault.message())
          .isEqualTo(
              "pairs: __cluster_dims__ of 2 blocks: clusters of several blocks are not emulated"
                  + " yet");
    }
  }
}
