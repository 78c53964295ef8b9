package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A device and a module for tests, with arrays for buffers. */
final class KernelRunner implements AutoCloseable {
  private final EmulatedDevice device;
  private final LoadedModule module;

  KernelRunner(String ptx) {
    this(ptx, 2);
  }

  KernelRunner(String ptx, int threads) {
    this(ptx, "h200", threads);
  }

  KernelRunner(String ptx, String gpu, int threads) {
    this.device = new EmulatedDevice(Gpus.find(gpu), threads);
    this.module =
        device
            .load(new ModuleImage(ptx, Optional.empty(), Map.of()))
            .match(
                loaded -> loaded.module(),
                refused -> {
                  throw new AssertionError(refused.message());
                });
  }

  static String resource(String name) {
    try (InputStream in = KernelRunner.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DeviceBuffer floats(String name, float... values) {
    DeviceBuffer buffer =
        device.allocate(name + ": f32[" + values.length + "]", 4, 4L * values.length);
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    buffer.write(0, bytes);
    return buffer;
  }

  DeviceBuffer ints(String name, int... values) {
    DeviceBuffer buffer =
        device.allocate(name + ": i32[" + values.length + "]", 4, 4L * values.length);
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    buffer.write(0, bytes);
    return buffer;
  }

  DeviceBuffer longs(String name, long... values) {
    DeviceBuffer buffer =
        device.allocate(name + ": i64[" + values.length + "]", 8, 8L * values.length);
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    buffer.write(0, bytes);
    return buffer;
  }

  DeviceBuffer bytes(String name, int elementBytes, byte... values) {
    DeviceBuffer buffer =
        device.allocate(name + ": b8[" + values.length + "]", elementBytes, values.length);
    buffer.write(0, ByteBuffer.wrap(values));
    return buffer;
  }

  static ByteBuffer bytes(DeviceBuffer buffer) {
    ByteBuffer bytes = ByteBuffer.allocate((int) buffer.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    buffer.read(0, bytes);
    bytes.flip();
    return bytes;
  }

  static float[] floats(DeviceBuffer buffer) {
    float[] values = new float[(int) buffer.bytes() / 4];
    bytes(buffer).asFloatBuffer().get(values);
    return values;
  }

  static int[] ints(DeviceBuffer buffer) {
    int[] values = new int[(int) buffer.bytes() / 4];
    bytes(buffer).asIntBuffer().get(values);
    return values;
  }

  static long[] longs(DeviceBuffer buffer) {
    long[] values = new long[(int) buffer.bytes() / 8];
    bytes(buffer).asLongBuffer().get(values);
    return values;
  }

  LaunchResult launch(
      LaunchOptions options, String kernel, Dim3 grid, Dim3 block, Object... arguments) {
    return module.launch(plain(kernel, grid, block, arguments), options);
  }

  boolean dependsOnContents(String kernel, Dim3 grid, Dim3 block, Object... arguments) {
    return module.dependsOnContents(plain(kernel, grid, block, arguments));
  }

  boolean steeredByContents(String kernel, Dim3 grid, Dim3 block, Object... arguments) {
    return module.steeredByContents(plain(kernel, grid, block, arguments));
  }

  boolean steeredByOthers(String kernel, Dim3 grid, Dim3 block, Object... arguments) {
    return module.steeredByOthers(plain(kernel, grid, block, arguments));
  }

  private static KernelLaunch plain(String kernel, Dim3 grid, Dim3 block, Object... arguments) {
    List<KernelArgument> list = Arrays.stream(arguments).map(KernelRunner::argument).toList();
    return new KernelLaunch(kernel, grid, block, 0, list, false, Optional.empty());
  }

  LaunchResult cooperative(
      LaunchOptions options, String kernel, int grid, int block, Object... arguments) {
    return launchWith(options, kernel, Dim3.of(grid), Dim3.of(block), 0, true, arguments);
  }

  LaunchResult launchWith(
      LaunchOptions options,
      String kernel,
      Dim3 grid,
      Dim3 block,
      int dynamicSharedBytes,
      boolean cooperative,
      Object... arguments) {
    List<KernelArgument> list = Arrays.stream(arguments).map(KernelRunner::argument).toList();
    return module.launch(
        new KernelLaunch(
            kernel, grid, block, dynamicSharedBytes, list, cooperative, Optional.empty()),
        options);
  }

  private static KernelArgument argument(Object value) {
    if (value instanceof DeviceBuffer buffer) {
      return new KernelArgument.Pointer(buffer);
    }
    if (value instanceof Float real) {
      return new KernelArgument.Scalar(DType.F32, real);
    }
    if (value instanceof Double real) {
      return new KernelArgument.Scalar(DType.F64, real);
    }
    return new KernelArgument.Int(((Number) value).longValue());
  }

  LaunchRecord run(String kernel, int grid, int block, Object... arguments) {
    return run(kernel, Dim3.of(grid), Dim3.of(block), arguments);
  }

  LaunchRecord run(String kernel, Dim3 grid, Dim3 block, Object... arguments) {
    return launch(LaunchOptions.compute(), kernel, grid, block, arguments)
        .match(
            completed -> completed.record(),
            faulted -> {
              throw new AssertionError(faulted.fault().message());
            });
  }

  DeviceFault fault(
      LaunchOptions options, String kernel, int grid, int block, Object... arguments) {
    return launch(options, kernel, Dim3.of(grid), Dim3.of(block), arguments)
        .match(
            completed -> {
              throw new AssertionError(kernel + " completed");
            },
            faulted -> faulted.fault());
  }

  @Override
  public void close() {
    device.close();
  }
}
