package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;

/** The kernels of {@code histograms.cu}. */
final class Histograms {
  private Histograms() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("histograms", name);
  }

  static List<WholeKernel> all() {
    return List.of(shared(), global(), privatised(), bytes(), matched());
  }

  private static WholeKernel shared() {
    int[] x = Inputs.ints(1, 3000, 0, 100);
    int[] bins = new int[100];
    for (int v : x) {
      bins[v]++;
    }
    return kernel("shared_histogram")
        .grid(3)
        .block(64, 1)
        .in(x)
        .zeroed(Expected.exactly(bins))
        .value(x.length);
  }

  private static WholeKernel global() {
    float[] x = Inputs.floats(2, 1000);
    int[] bins = new int[32];
    for (float v : x) {
      bins[Math.min(31, Math.max(0, (int) ((v + 0.75f) * 20f)))]++;
    }
    return kernel("global_histogram")
        .grid(10)
        .block(128)
        .in(x)
        .zeroed(Expected.exactly(bins))
        .value(x.length)
        .value(-0.75f)
        .value(20f);
  }

  private static WholeKernel privatised() {
    int[] x = Inputs.ints(3, 2000);
    int[] bins = new int[64];
    for (int v : x) {
      bins[v >>> 26]++;
    }
    return kernel("privatised_histogram")
        .grid(2)
        .block(128)
        .in(x)
        .zeroed(Expected.exactly(bins))
        .value(x.length);
  }

  private static WholeKernel bytes() {
    byte[] x = Inputs.bytes(4, 1200);
    int[] bins = new int[256];
    for (byte b : x) {
      bins[b & 255]++;
    }
    return kernel("byte_histogram")
        .block(128)
        .in(x)
        .out(Expected.exactly(bins))
        .value(x.length / 4);
  }

  private static WholeKernel matched() {
    int[] x = Inputs.ints(5, 330, 0, 1000);
    int[] bins = new int[7];
    for (int v : x) {
      bins[v % 7]++;
    }
    return kernel("matched_histogram")
        .grid(6)
        .block(64)
        .in(x)
        .zeroed(Expected.exactly(bins))
        .value(x.length);
  }
}
