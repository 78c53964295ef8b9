package dev.warpsmith.kernelbench.jmh.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.nvcc.Toolchain;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchKernelIT {
  @ParameterizedTest
  @EnumSource
  void runsInEveryMode(BenchKernel kernel) {
    assumeTrue(found(), "nvcc is not on the PATH");
    for (LaunchMode mode : LaunchMode.values()) {
      EmulatorBenchmark benchmark = new EmulatorBenchmark();
      benchmark.kernel = kernel;
      benchmark.mode = mode;
      benchmark.threads = 2;
      benchmark.open();
      EmulatorBenchmark.Work work = new EmulatorBenchmark.Work();
      LaunchRecord record = benchmark.launch(work);
      benchmark.close();
      assertThat(work.threadInstructions)
          .isBetween(record.warpInstructions(), 32 * record.warpInstructions());
    }
  }

  private static boolean found() {
    try {
      Toolchain.find();
      return true;
    } catch (ToolchainException e) {
      return false;
    }
  }
}
