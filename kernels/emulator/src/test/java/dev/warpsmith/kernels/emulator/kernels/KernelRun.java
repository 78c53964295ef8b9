package dev.warpsmith.kernels.emulator.kernels;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one launch left.
 *
 * @param buffers contents in the order of the kernel's pointers
 */
record KernelRun(LaunchRecord record, List<byte[]> buffers) {
  private static final byte POISON = (byte) 0xA5;

  static KernelRun of(WholeKernel kernel, CompiledFamilies.Loaded on, LaunchOptions options) {
    List<DeviceBuffer> buffers = new ArrayList<>();
    List<KernelArgument> arguments = new ArrayList<>();
    try {
      for (WholeKernel.Argument argument : kernel.arguments()) {
        arguments.add(argument(argument, on, buffers));
      }
      LaunchRecord record = launch(kernel, arguments, on, options);
      return new KernelRun(record, buffers.stream().map(KernelRun::contents).toList());
    } finally {
      buffers.forEach(DeviceBuffer::close);
    }
  }

  private static KernelArgument argument(
      WholeKernel.Argument argument, CompiledFamilies.Loaded on, List<DeviceBuffer> buffers) {
    if (argument instanceof WholeKernel.Argument.Value value) {
      return value.argument();
    }
    WholeKernel.Argument.Buffer wanted = (WholeKernel.Argument.Buffer) argument;
    DeviceBuffer buffer =
        on.device().allocate("buffer " + buffers.size(), wanted.elementBytes(), wanted.bytes());
    buffers.add(buffer);
    buffer.poison(POISON);
    wanted.initial().ifPresent(bytes -> buffer.write(0, Bytes.wrap(bytes)));
    return new KernelArgument.Pointer(buffer);
  }

  private static LaunchRecord launch(
      WholeKernel kernel,
      List<KernelArgument> arguments,
      CompiledFamilies.Loaded on,
      LaunchOptions options) {
    KernelLaunch launch =
        new KernelLaunch(
            kernel.name(),
            kernel.grid(),
            kernel.block(),
            kernel.dynamicShared(),
            arguments,
            kernel.cooperative(),
            Optional.empty());
    return on.module()
        .launch(launch, options.withStepBudget(20_000_000))
        .match(
            completed -> completed.record(),
            faulted -> {
              throw new AssertionError(faulted.fault().message());
            });
  }

  private static byte[] contents(DeviceBuffer buffer) {
    byte[] bytes = new byte[(int) buffer.bytes()];
    buffer.read(0, Bytes.wrap(bytes));
    return bytes;
  }
}
