package dev.warpsmith.kernelbench.torch;

import dev.warpsmith.kernelbench.reference.ElementSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A tensor as a file of little-endian float64, row-major. */
final class TensorFile {
  private static final int BUFFER = 1 << 16;

  private TensorFile() {}

  static void write(Path file, ElementSource source, long elements) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long i = 0; i < elements; i++) {
        buffer.putDouble(source.at(i));
        if (!buffer.hasRemaining() || i == elements - 1) {
          flush(channel, buffer);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static void flush(FileChannel channel, ByteBuffer buffer) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  static double[] read(Path file, long elements) {
    double[] values = new double[Math.toIntExact(elements)];
    if (values.length > 0) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().get(values);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return values;
  }
}
