package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernels that the fake driver runs, and launches of them. */
final class TestKernels {
  private static final String PTX =
      """
      .version 9.0
      .target sm_90
      .address_size 64
      .visible .entry past_end(
      	.param .u64 past_end_param_0,
      	.param .u32 past_end_param_1
      )
      {
      }
      .visible .entry count(
      	.param .u64 count_param_0
      )
      {
      }
      .visible .entry spin(
      	.param .u64 spin_param_0
      )
      {
      }
      .visible .entry say(
      	.param .u32 say_param_0
      )
      {
      }
      """;

  private static final KernelResources RESOURCES = new KernelResources(8, 0, 0, 0, 0, 0, 0);

  private TestKernels() {}

  static ModuleImage image() {
    return new ModuleImage(
        PTX,
        Optional.empty(),
        Map.of("past_end", RESOURCES, "count", RESOURCES, "spin", RESOURCES, "say", RESOURCES));
  }

  static LoadedModule load(Device device) {
    return device
        .load(image())
        .match(
            LoadResult.Loaded::module,
            refused -> {
              throw new AssertionError("refused: " + refused.message());
            });
  }

  static KernelLaunch launch(String kernel, KernelArgument... arguments) {
    return new KernelLaunch(
        kernel, Dim3.of(1), Dim3.of(1), 0, List.of(arguments), false, Optional.empty());
  }

  static KernelLaunch count(DeviceBuffer out) {
    return launch("count", new KernelArgument.Pointer(out));
  }

  static KernelLaunch pastEnd(DeviceBuffer buffer, long element) {
    return launch("past_end", new KernelArgument.Pointer(buffer), new KernelArgument.Int(element));
  }

  static LaunchResult run(LoadedModule module, KernelLaunch launch) {
    return module.launch(launch, LaunchOptions.compute());
  }

  /** Writes a number to a buffer of four bytes. */
  static void put(DeviceBuffer buffer, int value) {
    buffer.write(0, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip());
  }

  /** Reads the number in a buffer of four bytes. */
  static int get(DeviceBuffer buffer) {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.read(0, bytes);
    return bytes.getInt(0);
  }
}
