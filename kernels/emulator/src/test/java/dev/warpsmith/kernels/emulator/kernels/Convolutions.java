package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;

/** The kernels of {@code convolutions.cu}. */
final class Convolutions {
  private static final float[] TAPS = {0.0625f, 0.25f, 0.375f, 0.25f, 0.0625f};

  private Convolutions() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("convolutions", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        direct(), implicitGemm(), depthwise(), separable(), transposed(), maxPool(), winograd());
  }

  /** A padded 3 x 3 convolution of (channel, row, column) images. */
  private static double[] convolved(
      float[] x, float[] w, int channels, int h, int width, int kernels) {
    double[] y = new double[kernels * h * width];
    for (int i = 0; i < y.length; i++) {
      int k = i / (h * width);
      for (int t = 0; t < channels * 9; t++) {
        int r = i / width % h + t % 9 / 3 - 1;
        int c = i % width + t % 3 - 1;
        if (r >= 0 && r < h && c >= 0 && c < width) {
          y[i] += (double) x[(t / 9 * h + r) * width + c] * w[k * channels * 9 + t];
        }
      }
    }
    return y;
  }

  private static WholeKernel direct() {
    float[] x = Inputs.floats(1, 3 * 9 * 13);
    float[] w = Inputs.floats(2, 4 * 3 * 9);
    return kernel("direct_convolution")
        .grid(2, 3, 4)
        .block(8, 4)
        .in(x)
        .in(w)
        .out(Expected.near(1e-5, convolved(x, w, 3, 9, 13, 4)))
        .value(3)
        .value(9)
        .value(13);
  }

  private static WholeKernel implicitGemm() {
    float[] x = Inputs.floats(3, 2 * 7 * 11);
    float[] w = Inputs.floats(4, 5 * 2 * 9);
    return kernel("implicit_gemm")
        .grid(10, 1)
        .block(8, 8)
        .in(x)
        .in(w)
        .out(Expected.near(1e-5, convolved(x, w, 2, 7, 11, 5)))
        .value(2)
        .value(7)
        .value(11)
        .value(5);
  }

  private static WholeKernel depthwise() {
    int h = 10;
    int width = 12;
    float[] x = Inputs.floats(5, 3 * h * width);
    float[] w = Inputs.floats(6, 27);
    float[] y = new float[3 * (h - 2) * (width - 2)];
    for (int i = 0; i < y.length; i++) {
      int channel = i / ((h - 2) * (width - 2));
      int r = i / (width - 2) % (h - 2);
      for (int t = 0; t < 9; t++) {
        int at = (channel * h + r + t / 3) * width + i % (width - 2) + t % 3;
        y[i] = Math.fma(x[at], w[channel * 9 + t], y[i]);
      }
    }
    return kernel("depthwise_convolution")
        .grid(3)
        .block(64)
        .dynamicShared(4 * h * width)
        .in(x)
        .in(w)
        .out(Expected.exactly(y))
        .value(h)
        .value(width);
  }

  private static int clamped(int i, int n) {
    return Math.max(0, Math.min(i, n - 1));
  }

  private static WholeKernel separable() {
    int w = 27;
    int h = 35;
    float[] x = Inputs.floats(7, w * h);
    double[] y = new double[w * h];
    for (int i = 0; i < y.length; i++) {
      for (int t = 0; t < 25; t++) {
        int r = clamped(i / w + t / 5 - 2, h);
        y[i] += (double) TAPS[t / 5] * TAPS[t % 5] * x[r * w + clamped(i % w + t % 5 - 2, w)];
      }
    }
    return kernel("separable_blur")
        .grid(2, 3)
        .block(16, 16)
        .in(x)
        .out(Expected.near(1e-6, y))
        .value(w)
        .value(h);
  }

  private static WholeKernel transposed() {
    int h = 6;
    int width = 9;
    int[] x = Inputs.ints(8, h * width, -50, 50);
    int[] w = Inputs.ints(9, 9, -9, 9);
    int[] y = new int[(2 * h + 1) * (2 * width + 1)];
    for (int i = 0; i < x.length; i++) {
      for (int t = 0; t < 9; t++) {
        int row = 2 * (i / width) + t / 3;
        y[row * (2 * width + 1) + 2 * (i % width) + t % 3] += x[i] * w[t];
      }
    }
    return kernel("transposed_convolution")
        .grid(2)
        .block(32)
        .in(x)
        .in(w)
        .zeroed(Expected.exactly(y))
        .value(h)
        .value(width);
  }

  private static WholeKernel maxPool() {
    int h = 8;
    int w = 10;
    float[] x = Inputs.floats(10, 4 * h * w);
    float[] y = new float[4 * 4 * 5];
    int[] where = new int[y.length];
    for (int i = 0; i < y.length; i++) {
      int first = (i / 5 * 2) * w + i % 5 * 2;
      where[i] = first;
      for (int at : new int[] {first + 1, first + w, first + w + 1}) {
        where[i] = x[at] > x[where[i]] ? at : where[i];
      }
      y[i] = x[where[i]];
    }
    return kernel("max_pool")
        .grid(2)
        .block(6, 4, 2)
        .in(x)
        .out(Expected.exactly(y))
        .out(Expected.exactly(where))
        .value(h)
        .value(w);
  }

  private static WholeKernel winograd() {
    float[] x = Inputs.floats(11, 102);
    float[] taps = {0.3f, -1.25f, 0.7f};
    double[] y = new double[100];
    for (int i = 0; i < y.length; i++) {
      for (int t = 0; t < 3; t++) {
        y[i] += (double) x[i + t] * taps[t];
      }
    }
    return kernel("winograd_1d")
        .grid(2)
        .block(32)
        .in(x)
        .value(taps[0])
        .value(taps[1])
        .value(taps[2])
        .out(Expected.near(1e-5, y))
        .value(50);
  }
}
