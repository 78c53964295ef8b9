package dev.warpsmith.kernels.nvcc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Real output of CUDA 13.0's nvcc and ptxas with GCC 12, kept as test resources. */
final class StoredOutput {
  private StoredOutput() {}

  static String read(String name) {
    try (InputStream input = StoredOutput.class.getResourceAsStream(name)) {
      if (input == null) {
        throw new IllegalArgumentException("no test resource " + name);
      }
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
