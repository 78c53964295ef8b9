package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;

/** The kernels of {@code simulations.cu}. */
final class Simulations {
  private Simulations() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("simulations", name);
  }

  static List<WholeKernel> all() {
    return List.of(nBody(), juliaSet(), monteCarlo(), philox(), xorshift(), fft());
  }

  private static WholeKernel nBody() {
    int n = 75;
    float[] bodies = Inputs.floats(1, 4 * n);
    double[] forces = new double[4 * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double square = 0.01f;
        for (int d = 0; d < 3; d++) {
          square += Math.pow((double) bodies[4 * j + d] - bodies[4 * i + d], 2);
        }
        double s = bodies[4 * j + 3] / (square * Math.sqrt(square));
        for (int d = 0; d < 3; d++) {
          forces[4 * i + d] += s * ((double) bodies[4 * j + d] - bodies[4 * i + d]);
        }
      }
    }
    return kernel("n_body").grid(3).block(32).in(bodies).out(Expected.near(1e-4, forces)).value(n);
  }

  private static WholeKernel juliaSet() {
    int w = 50;
    int h = 21;
    byte[] image = new byte[w * h];
    for (int i = 0; i < image.length; i++) {
      long x = ((long) (i % w) << 28) / w * 3 - (3L << 27);
      long y = ((long) (i / w) << 28) / h * 2 - (1L << 28);
      int n = 0;
      while (n < 60 && ((x * x) >> 28) + ((y * y) >> 28) <= 4L << 28) {
        long next = ((x * x) >> 28) - ((y * y) >> 28) - 209715200;
        y = ((x * y) >> 27) + 41875931;
        x = next;
        n++;
      }
      image[i] = (byte) n;
    }
    return kernel("julia_set")
        .grid(4, 6)
        .block(16, 4)
        .out(Expected.exactly(image))
        .value(w)
        .value(h)
        .value(60);
  }

  private static long step(long state) {
    return state * 6364136223846793005L + 1442695040888963407L;
  }

  private static WholeKernel monteCarlo() {
    long hits = 0;
    for (int t = 0; t < 128; t++) {
      long state = 6364136223846793005L * t + 1;
      for (int s = 0; s < 20; s++) {
        state = step(state);
        long x = state >>> 40;
        state = step(state);
        long y = state >>> 40;
        hits += x * x + y * y < 1L << 48 ? 1 : 0;
      }
    }
    return kernel("monte_carlo_lcg").grid(2).block(64).zeroed(Expected.exactly(hits)).value(20);
  }

  private static WholeKernel philox() {
    int n = 70;
    int[] y = new int[4 * n];
    for (int i = 0; i < n; i++) {
      long[] c = {i, 0, 0, 0};
      int key0 = 0x12345678;
      int key1 = 0x9ABCDEF0;
      for (int round = 0; round < 10; round++) {
        long first = 0xD2511F53L * c[0];
        long second = 0xCD9E8D57L * c[2];
        c =
            new long[] {
              ((second >>> 32) ^ c[1] ^ key0) & 0xFFFFFFFFL,
              second & 0xFFFFFFFFL,
              ((first >>> 32) ^ c[3] ^ key1) & 0xFFFFFFFFL,
              first & 0xFFFFFFFFL
            };
        key0 += 0x9E3779B9;
        key1 += 0xBB67AE85;
      }
      for (int k = 0; k < 4; k++) {
        y[4 * i + k] = (int) c[k];
      }
    }
    return kernel("philox")
        .grid(3)
        .block(32)
        .out(Expected.exactly(y))
        .value(0x12345678)
        .value(0x9ABCDEF0)
        .value(n);
  }

  private static WholeKernel xorshift() {
    int[] y = new int[40];
    for (int t = 0; t < y.length; t++) {
      int[] state = {t + 1, 362436069, 521288629, 88675123};
      for (int s = 0; s < 33; s++) {
        int v = state[s & 3];
        int w = state[(s + 3) & 3];
        v ^= v << 11;
        state[s & 3] = w ^ (w >>> 19) ^ v ^ (v >>> 8);
        y[t] = Integer.rotateLeft(y[t], 5) + state[s & 3];
      }
    }
    return kernel("xorshift").block(40).out(Expected.exactly(y)).value(33);
  }

  private static WholeKernel fft() {
    float[] x = Inputs.floats(2, 3 * 128);
    double[] y = new double[x.length];
    for (int i = 0; i < x.length / 2; i++) {
      for (int j = 0; j < 64; j++) {
        int at = i / 64 * 64 + j;
        double angle = -2 * Math.PI * (i % 64) * j / 64;
        y[2 * i] += x[2 * at] * Math.cos(angle) - x[2 * at + 1] * Math.sin(angle);
        y[2 * i + 1] += x[2 * at] * Math.sin(angle) + x[2 * at + 1] * Math.cos(angle);
      }
    }
    return kernel("fft_64").grid(3).block(32).in(x).out(Expected.near(2e-5, y));
  }
}
