package dev.warpsmith.kernels.emulator.kernels;

import java.util.Arrays;
import java.util.List;

/** The kernels of {@code stencils.cu}. */
final class Stencils {
  private Stencils() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("stencils", name);
  }

  static List<WholeKernel> all() {
    return List.of(stencil1d(), jacobi2d(), laplace3d(), temporal1d(), gameOfLife(), median3x3());
  }

  private static int clamped(int i, int n) {
    return Math.max(0, Math.min(i, n - 1));
  }

  private static WholeKernel stencil1d() {
    int[] x = Inputs.ints(1, 500);
    int[] y = new int[x.length];
    for (int i = 0; i < y.length; i++) {
      for (int d = -3; d <= 3; d++) {
        y[i] += x[clamped(i + d, x.length)] * (4 - Math.abs(d));
      }
    }
    return kernel("stencil_1d").grid(4).block(128).in(x).out(Expected.exactly(y)).value(x.length);
  }

  private static float at(float[] x, int w, int h, int r, int c) {
    return r < 0 || c < 0 || r >= h || c >= w ? 0 : x[r * w + c];
  }

  private static WholeKernel jacobi2d() {
    int w = 45;
    int h = 19;
    float[] x = Inputs.floats(2, w * h);
    float[] y = new float[w * h];
    for (int i = 0; i < y.length; i++) {
      int r = i / w;
      int c = i % w;
      float sum = at(x, w, h, r, c - 1) + at(x, w, h, r, c + 1);
      y[i] = 0.25f * (sum + at(x, w, h, r - 1, c) + at(x, w, h, r + 1, c));
    }
    return kernel("jacobi_2d")
        .grid(2, 3)
        .block(32, 8)
        .in(x)
        .out(Expected.exactly(y))
        .value(w)
        .value(h);
  }

  private static WholeKernel laplace3d() {
    int nx = 21;
    int ny = 7;
    int nz = 5;
    double[] x = Inputs.doubles(3, nx * ny * nz);
    double[] y = new double[x.length];
    for (int at = 0; at < y.length; at++) {
      int i = at % nx;
      int j = at / nx % ny;
      int k = at / (nx * ny);
      y[at] =
          (i > 0 ? x[at - 1] : 0)
              + (i + 1 < nx ? x[at + 1] : 0)
              + (j > 0 ? x[at - nx] : 0)
              + (j + 1 < ny ? x[at + nx] : 0)
              + (k > 0 ? x[at - nx * ny] : 0)
              + (k + 1 < nz ? x[at + nx * ny] : 0)
              - 6 * x[at];
    }
    return kernel("laplace_3d")
        .grid(2, 2)
        .block(16, 4)
        .in(x)
        .out(Expected.nearDoubles(1e-14, y))
        .value(nx)
        .value(ny)
        .value(nz);
  }

  private static WholeKernel temporal1d() {
    int n = 300;
    int[] x = Inputs.ints(4, n, -9999, 9999);
    int[] y = x;
    for (int step = 0; step < 4; step++) {
      int[] next = new int[n];
      for (int i = 0; i < n; i++) {
        next[i] = (y[(i + n - 1) % n] + 2 * y[i] + y[(i + 1) % n]) >> 1;
      }
      y = next;
    }
    return kernel("temporal_1d").grid(4).block(96).in(x).out(Expected.exactly(y)).value(n);
  }

  private static WholeKernel gameOfLife() {
    int w = 37;
    int h = 23;
    int[] cells = Inputs.ints(5, w * h, 0, 2);
    byte[] x = new byte[w * h];
    byte[] y = new byte[w * h];
    for (int i = 0; i < x.length; i++) {
      x[i] = (byte) cells[i];
      int alive = -cells[i];
      for (int k = 0; k < 9; k++) {
        alive += cells[(i / w + k / 3 - 1 + h) % h * w + (i % w + k % 3 - 1 + w) % w];
      }
      y[i] = (byte) (alive == 3 || (alive == 2 && cells[i] == 1) ? 1 : 0);
    }
    return kernel("game_of_life")
        .grid(5, 6)
        .block(8, 4)
        .in(x)
        .out(Expected.exactly(y))
        .value(w)
        .value(h);
  }

  private static WholeKernel median3x3() {
    int w = 30;
    int h = 11;
    byte[] x = Inputs.bytes(6, w * h);
    byte[] y = new byte[w * h];
    for (int i = 0; i < y.length; i++) {
      int[] near = new int[9];
      for (int k = 0; k < 9; k++) {
        near[k] = x[clamped(i / w + k / 3 - 1, h) * w + clamped(i % w + k % 3 - 1, w)] & 255;
      }
      Arrays.sort(near);
      y[i] = (byte) near[4];
    }
    return kernel("median_3x3")
        .grid(1, 3)
        .block(32, 4)
        .in(x)
        .out(Expected.exactly(y))
        .value(w)
        .value(h);
  }
}
