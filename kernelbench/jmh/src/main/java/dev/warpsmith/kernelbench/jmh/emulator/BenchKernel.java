package dev.warpsmith.kernelbench.jmh.emulator;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** The kernels on which the emulator's speed is measured; the source is a resource of the name. */
public enum BenchKernel {
  /** 2^21 elements. */
  GELU,
  /** Two 512 x 512 matrices. */
  SGEMM,
  /** 2048 rows of 1024 elements. */
  SOFTMAX,
  /** 2^18 points, at most 256 turns. */
  MANDELBROT;

  /** Reads the kernel's source. */
  Candidate candidate() {
    String file = resource() + ".cu";
    try (InputStream in = BenchKernel.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      return Candidates.parse(file, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String resource() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Allocates and fills the kernel's buffers. */
  KernelLaunch launch(Device device) {
    return switch (this) {
      case GELU -> {
        int n = 1 << 21;
        KernelArgument scale = new KernelArgument.Scalar(DType.F32, 0.5);
        yield launch(
            Dim3.of(8192),
            Dim3.of(256),
            List.of(floats(device, "x", n), floats(device, "y", n), scale, integer(n)));
      }
      case SGEMM -> {
        int n = 512;
        yield launch(
            new Dim3(n / 32, n / 32, 1),
            new Dim3(8, 8, 1),
            List.of(
                floats(device, "A", n * n),
                floats(device, "B", n * n),
                floats(device, "C", n * n),
                integer(n)));
      }
      case SOFTMAX -> {
        int n = 2048 * 1024;
        yield launch(
            Dim3.of(512),
            new Dim3(32, 4, 1),
            List.of(floats(device, "x", n), floats(device, "y", n), integer(1024)));
      }
      case MANDELBROT ->
          launch(Dim3.of(1024), Dim3.of(256), List.of(floats(device, "y", 1 << 18), integer(256)));
    };
  }

  private KernelLaunch launch(Dim3 grid, Dim3 block, List<KernelArgument> arguments) {
    return new KernelLaunch(resource(), grid, block, 0, arguments, false, Optional.empty());
  }

  private static KernelArgument integer(int value) {
    return new KernelArgument.Int(value);
  }

  private static KernelArgument floats(Device device, String name, int count) {
    DeviceBuffer buffer = device.allocate(name + ": f32[" + count + "]", 4, 4L * count);
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(count);
    while (bytes.hasRemaining()) {
      bytes.putFloat(random.nextFloat() * 2 - 1);
    }
    buffer.write(0, bytes.flip());
    return new KernelArgument.Pointer(buffer);
  }
}
