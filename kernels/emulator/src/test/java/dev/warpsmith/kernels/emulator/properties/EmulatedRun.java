package dev.warpsmith.kernels.emulator.properties;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Random programs on the emulated GPU. */
final class EmulatedRun implements AutoCloseable {
  private static final long STEPS = 2_000_000;

  private final EmulatedDevice device;
  private final LoadedModule module;

  EmulatedRun(String ptx, int threads) {
    this.device = new EmulatedDevice(Gpus.find("h200"), threads);
    this.module =
        device
            .load(new ModuleImage(ptx, Optional.empty(), Map.of()))
            .match(
                loaded -> loaded.module(),
                refused -> {
                  throw new AssertionError(refused.message());
                });
  }

  /** Runs kernel {@code k} and returns what it left in memory of zeros. */
  byte[] run(LaunchOptions options, int blocks) {
    int threads = blocks * PtxWriter.THREADS_PER_BLOCK;
    byte[] bytes = new byte[threads * PtxWriter.BYTES_PER_THREAD];
    try (DeviceBuffer buffer = device.allocate("out", 4, bytes.length)) {
      buffer.fill((byte) 0);
      KernelLaunch launch =
          new KernelLaunch(
              "k",
              Dim3.of(blocks),
              Dim3.of(PtxWriter.THREADS_PER_BLOCK),
              0,
              List.of(new KernelArgument.Pointer(buffer)),
              false,
              Optional.empty());
      module
          .launch(launch, options.withStepBudget(STEPS))
          .match(
              completed -> true,
              faulted -> {
                throw new AssertionError(faulted.fault().message());
              });
      buffer.read(0, ByteBuffer.wrap(bytes));
      return bytes;
    }
  }

  @Override
  public void close() {
    device.close();
  }
}
