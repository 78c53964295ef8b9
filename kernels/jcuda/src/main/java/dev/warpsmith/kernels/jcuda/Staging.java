package dev.warpsmith.kernels.jcuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file through which tensors go from one process to the other. */
final class Staging {
  /** Bytes that are copied at once. */
  static final int BYTES = 8 << 20;

  private Staging() {}

  /** Maps the file, making it if it is not there. */
  static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
