package dev.warpsmith.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A program that answers as PyTorch's process does, for a task that adds. */
final class FakeTorch {
  /** What it can compute, on the fake driver too. */
  static final String TASK =
      """
      // @task   sum "z = x + y"
      // @dim    n = 20000
      // @size   check: n = 1003
      // @input  x: f32[n] ~ uniform(-1, 1)
      // @input  y: f32[n] ~ uniform(-1, 1)
      // @output z: f32[n]
      // @graph  z = add(x, y)
      // @launch add<<<(ceildiv(n, 128)), (128)>>>(x, y, z, n)
      extern "C" __global__ void add(const float* x, const float* y, float* z, int n) {
        int i = blockIdx.x * 128 + threadIdx.x;
        if (i < n) z[i] = x[i] + y[i];
      }
      """;

  private FakeTorch() {}

  /** Writes it into a folder and returns it. */
  static Path in(Path folder) throws IOException {
    Path file = folder.resolve("fake_torch.py");
    try (InputStream script =
        Objects.requireNonNull(FakeTorch.class.getResourceAsStream("fake_torch.py"))) {
      Files.write(file, script.readAllBytes());
    }
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
    return file;
  }
}
