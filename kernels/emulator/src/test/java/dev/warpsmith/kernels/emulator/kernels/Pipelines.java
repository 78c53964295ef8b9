package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;

/** The kernels of {@code pipelines.cu}. */
final class Pipelines {
  private Pipelines() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("pipelines", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        doubleBufferedSum(), namedBarriers(), splitBarrier(), threeStages(), groupCopy());
  }

  private static WholeKernel doubleBufferedSum() {
    int tiles = 5;
    float[] x = Inputs.floats(1, 2 * tiles * 64 * 4);
    double[] y = new double[128];
    for (int i = 0; i < y.length; i++) {
      for (int t = 0; t < tiles; t++) {
        int at = 4 * ((i / 64 * tiles + t) * 64 + 63 - i % 64);
        for (int k = 0; k < 4; k++) {
          y[i] += (k + 1.0) * x[at + k];
        }
      }
    }
    return kernel("double_buffered_sum")
        .grid(2)
        .block(64)
        .in(x)
        .out(Expected.near(1e-5, y))
        .value(tiles);
  }

  private static WholeKernel namedBarriers() {
    int rounds = 7;
    int[] x = Inputs.ints(2, rounds * 32);
    int[] y = new int[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i / 32 * 32 + 31 - i % 32] * 3 + 1;
    }
    return kernel("named_barriers").block(64).in(x).out(Expected.exactly(y)).value(rounds);
  }

  private static WholeKernel splitBarrier() {
    int[] x = Inputs.ints(3, 2 * 96);
    int[] y = x;
    for (int round = 0; round < 3; round++) {
      int[] next = new int[y.length];
      for (int i = 0; i < y.length; i++) {
        next[i] = (y[i] * 7 + round) ^ y[i / 96 * 96 + (i % 96 + 33) % 96];
      }
      y = next;
    }
    return kernel("split_barrier").grid(2).block(96).in(x).out(Expected.exactly(y));
  }

  private static WholeKernel threeStages() {
    int tiles = 8;
    int[] x = Inputs.ints(4, tiles * 64);
    int[] y = new int[64];
    for (int i = 0; i < y.length; i++) {
      for (int t = 0; t < tiles; t++) {
        y[i] = y[i] * 5 + x[t * 64 + i * 3 % 64];
      }
    }
    return kernel("three_stage_pipeline").block(64).in(x).out(Expected.exactly(y)).value(tiles);
  }

  private static WholeKernel groupCopy() {
    int n = 150;
    int[] x = Inputs.ints(5, n);
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      y[i] = x[n - 1 - i];
    }
    return kernel("group_copy")
        .block(64)
        .dynamicShared(4 * n)
        .in(x)
        .out(Expected.exactly(y))
        .value(n);
  }
}
