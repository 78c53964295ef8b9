package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;

/** The kernels of {@code gemms.cu}. */
final class Gemms {
  private Gemms() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("gemms", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        naive(),
        registerBlocked(),
        doubleBuffered(),
        vectorised(),
        splitK(),
        batched(),
        half2(),
        bfloat(),
        dp4a(),
        gemv());
  }

  /** Multiplies in the order of the depth, with fused multiply-adds. */
  private static float[] fused(float[] a, float[] b, int m, int n, int k) {
    float[] c = new float[m * n];
    for (int i = 0; i < m * n; i++) {
      for (int p = 0; p < k; p++) {
        c[i] = Math.fma(a[i / n * k + p], b[p * n + i % n], c[i]);
      }
    }
    return c;
  }

  private static double[] exact(float[] a, float[] b, int m, int n, int k) {
    double[] c = new double[m * n];
    for (int i = 0; i < m * n; i++) {
      for (int p = 0; p < k; p++) {
        c[i] += (double) a[i / n * k + p] * b[p * n + i % n];
      }
    }
    return c;
  }

  private static WholeKernel floats(String name, int m, int n, int k, Expected expected) {
    return kernel(name).in(Inputs.floats(1, m * k)).in(Inputs.floats(2, k * n)).out(expected);
  }

  private static Expected product(int m, int n, int k) {
    return Expected.exactly(fused(Inputs.floats(1, m * k), Inputs.floats(2, k * n), m, n, k));
  }

  private static WholeKernel naive() {
    return floats("naive_gemm", 13, 21, 17, product(13, 21, 17))
        .grid(2, 4)
        .block(16, 4)
        .value(13)
        .value(21)
        .value(17);
  }

  private static WholeKernel registerBlocked() {
    return floats("register_blocked_gemm", 45, 37, 29, product(45, 37, 29))
        .grid(2, 2)
        .block(16, 8)
        .value(45)
        .value(37)
        .value(29);
  }

  private static WholeKernel doubleBuffered() {
    return floats("double_buffered_gemm", 48, 48, 48, product(48, 48, 48))
        .grid(3, 3)
        .block(16, 16)
        .dynamicShared(4096)
        .value(48);
  }

  private static WholeKernel vectorised() {
    return floats("vectorised_gemm", 9, 44, 19, product(9, 44, 19))
        .grid(2, 9)
        .block(8)
        .value(11)
        .value(19);
  }

  private static WholeKernel splitK() {
    int m = 6;
    int n = 20;
    int k = 50;
    float[] a = Inputs.floats(1, m * k);
    float[] b = Inputs.floats(2, k * n);
    return kernel("split_k_gemm")
        .grid(1, m, 4)
        .block(32)
        .dependingOnOrder()
        .in(a)
        .in(b)
        .zeroed(Expected.near(1e-5, exact(a, b, m, n, k)))
        .value(m)
        .value(n)
        .value(k);
  }

  private static WholeKernel batched() {
    int m = 5;
    int n = 7;
    int k = 9;
    double[] a = Inputs.doubles(3, 3 * m * k);
    double[] b = Inputs.doubles(4, 3 * k * n);
    double[] c = new double[3 * m * n];
    for (int i = 0; i < c.length; i++) {
      int batch = i / (m * n);
      for (int p = 0; p < k; p++) {
        int row = i / n % m;
        double left = a[batch * m * k + row * k + p];
        c[i] = Math.fma(left, b[batch * k * n + p * n + i % n], c[i]);
      }
    }
    return kernel("batched_gemm")
        .grid(1, 1, 3)
        .block(32)
        .in(a)
        .in(b)
        .out(Expected.exactly(c))
        .value(m)
        .value(n)
        .value(k);
  }

  /** Rounds after every fused step; a product of halves and its sum fit a double exactly. */
  private static WholeKernel half2() {
    int m = 4;
    int n = 24;
    int k = 15;
    float[] a = Inputs.halves(5, m * k);
    float[] b = Inputs.halves(6, k * n);
    short[] c = new short[m * n];
    for (int i = 0; i < c.length; i++) {
      for (int p = 0; p < k; p++) {
        double product = (double) a[i / n * k + p] * b[p * n + i % n];
        c[i] = Halves.toHalf(product + Halves.half(c[i]));
      }
    }
    return kernel("half2_gemm")
        .grid(m)
        .block(32)
        .in(Halves.toHalves(a))
        .in(Halves.toHalves(b))
        .out(Expected.exactly(c))
        .value(n / 2)
        .value(k);
  }

  private static WholeKernel bfloat() {
    int m = 3;
    int n = 32;
    int k = 20;
    short[] a = bfloats(Inputs.floats(7, m * k));
    short[] b = bfloats(Inputs.floats(8, k * n));
    short[] c = bfloats(fused(widened(a), widened(b), m, n, k));
    return kernel("bfloat_gemm")
        .grid(m)
        .block(n)
        .in(a)
        .in(b)
        .out(Expected.exactly(c))
        .value(n)
        .value(k);
  }

  private static short[] bfloats(float[] values) {
    short[] bits = new short[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Halves.toBfloat(values[i]);
    }
    return bits;
  }

  private static float[] widened(short[] bits) {
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Halves.bfloat(bits[i]);
    }
    return values;
  }

  private static WholeKernel dp4a() {
    int m = 6;
    int n = 40;
    int k = 28;
    byte[] a = Inputs.bytes(9, m * k);
    byte[] b = Inputs.bytes(10, n * k);
    int[] c = new int[m * n];
    for (int i = 0; i < c.length; i++) {
      for (int p = 0; p < k; p++) {
        c[i] += a[i / n * k + p] * b[i % n * k + p];
      }
    }
    return kernel("dp4a_gemm")
        .grid(2, m)
        .block(32)
        .in(a)
        .in(b)
        .out(Expected.exactly(c))
        .value(n)
        .value(k / 4);
  }

  private static WholeKernel gemv() {
    int m = 11;
    int n = 164;
    float[] a = Inputs.floats(11, m * n);
    float[] x = Inputs.floats(12, n);
    double[] y = exact(a, x, m, 1, n);
    return kernel("gemv")
        .grid(3)
        .block(32, 4)
        .in(a)
        .in(x)
        .out(Expected.near(1e-5, y))
        .value(m)
        .value(n / 4);
  }
}
