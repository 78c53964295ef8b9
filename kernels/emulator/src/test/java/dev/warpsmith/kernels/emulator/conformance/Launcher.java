package dev.warpsmith.kernels.emulator.conformance;

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
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a kernel {@code batch(in, out)} on arrays of 64-bit words. */
final class Launcher implements AutoCloseable {
  private final EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1);
  private final LoadedModule module;

  Launcher(String ptx) {
    this.module =
        device
            .load(new ModuleImage(ptx, Optional.empty(), Map.of()))
            .match(
                loaded -> loaded.module(),
                refused -> {
                  device.close();
                  throw new Refused(refused.message());
                });
  }

  /** The emulator's answer to PTX that it does not run. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  long[] run(LaunchOptions options, int blocks, int threads, long[] in, int results) {
    try (DeviceBuffer input = device.allocate("in", 8, 8L * in.length);
        DeviceBuffer output = device.allocate("out", 8, 8L * results)) {
      ByteBuffer bytes = ByteBuffer.allocate(8 * in.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(in);
      input.write(0, bytes);
      output.write(0, ByteBuffer.allocate(8 * results));
      launch(options, blocks, threads, input, output);
      ByteBuffer read = ByteBuffer.allocate(8 * results).order(ByteOrder.LITTLE_ENDIAN);
      output.read(0, read);
      long[] values = new long[results];
      read.flip().asLongBuffer().get(values);
      return values;
    }
  }

  private void launch(
      LaunchOptions options, int blocks, int threads, DeviceBuffer input, DeviceBuffer output) {
    List<KernelArgument> arguments =
        List.of(new KernelArgument.Pointer(input), new KernelArgument.Pointer(output));
    Dim3 grid = Dim3.of(blocks);
    Dim3 block = Dim3.of(threads);
    module
        .launch(
            new KernelLaunch("batch", grid, block, 0, arguments, false, Optional.empty()), options)
        .match(
            completed -> completed.record(),
            faulted -> {
              throw new AssertionError(faulted.fault().message());
            });
  }

  @Override
  public void close() {
    device.close();
  }
}
