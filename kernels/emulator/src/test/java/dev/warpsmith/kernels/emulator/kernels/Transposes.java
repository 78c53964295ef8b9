package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;

/** The kernels of {@code transposes.cu}. */
final class Transposes {
  private Transposes() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("transposes", name);
  }

  static List<WholeKernel> all() {
    return List.of(padded(), swizzled(), vectors(), permutedAxes());
  }

  private static int[] transposed(int[] x, int rows, int cols) {
    int[] y = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i % cols * rows + i / cols] = x[i];
    }
    return y;
  }

  private static WholeKernel padded() {
    int rows = 50;
    int cols = 71;
    float[] x = Inputs.floats(1, rows * cols);
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i % cols * rows + i / cols] = x[i];
    }
    return kernel("transpose_padded")
        .grid(3, 2)
        .block(32, 8)
        .in(x)
        .out(Expected.exactly(y))
        .value(rows)
        .value(cols);
  }

  private static WholeKernel swizzled() {
    int[] x = Inputs.ints(2, 64 * 64);
    return kernel("transpose_swizzled")
        .grid(2, 2)
        .block(32, 4)
        .in(x)
        .out(Expected.exactly(transposed(x, 64, 64)))
        .value(64);
  }

  private static WholeKernel vectors() {
    int[] x = Inputs.ints(3, 24 * 36);
    return kernel("transpose_vectors")
        .grid(2, 3)
        .block(5, 3)
        .in(x)
        .out(Expected.exactly(transposed(x, 24, 36)))
        .value(24)
        .value(9);
  }

  private static WholeKernel permutedAxes() {
    int na = 5;
    int nb = 6;
    int nc = 7;
    short[] x = new short[na * nb * nc];
    short[] y = new short[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (short) (i * 377);
      int a = i / (nb * nc);
      int b = i / nc % nb;
      y[(i % nc * na + a) * nb + b] = x[i];
    }
    return kernel("permute_axes")
        .grid(2, 3, 2)
        .block(4, 2, 3)
        .in(x)
        .out(Expected.exactly(y))
        .value(na)
        .value(nb)
        .value(nc);
  }
}
