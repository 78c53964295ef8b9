package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;

/** The kernels of {@code tensor.cu}. */
final class TensorCores {
  private static final int M = 64;
  private static final int N = 64;
  private static final int K = 96;

  private TensorCores() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("tensor", name).from(80);
  }

  static List<WholeKernel> all() {
    return List.of(
        halves(),
        shared(),
        bfloats(),
        tf32(),
        bytes(),
        doubles(),
        padded(),
        swizzled(),
        large(),
        fp8(),
        transposed());
  }

  /** Multiplies matrices given by rows. */
  private static double[] product(float[] a, float[] b, int m, int n, int k) {
    double[] c = new double[m * n];
    for (int i = 0; i < c.length; i++) {
      for (int p = 0; p < k; p++) {
        c[i] += (double) a[i / n * k + p] * b[p * n + i % n];
      }
    }
    return c;
  }

  /** Returns a matrix of so many columns by columns. */
  private static float[] transpose(float[] matrix, int columns) {
    int rows = matrix.length / columns;
    float[] transposed = new float[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      transposed[i % columns * rows + i / columns] = matrix[i];
    }
    return transposed;
  }

  private static short[] toBfloats(float... values) {
    short[] bits = new short[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Halves.toBfloat(values[i]);
    }
    return bits;
  }

  private static float[] ofBfloats(short... bits) {
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Halves.bfloat(bits[i]);
    }
    return values;
  }

  private static WholeKernel halves() {
    float[] a = Inputs.halves(1, M * K);
    float[] b = Inputs.halves(2, K * N);
    return kernel("wmma_halves")
        .grid(M / 16)
        .block(N / 16 * 32)
        .in(Halves.toHalves(a))
        .in(Halves.toHalves(transpose(b, N)))
        .out(Expected.near(1e-5, product(a, b, M, N, K)))
        .value(N)
        .value(K);
  }

  private static WholeKernel shared() {
    int n = 24;
    float[] a = Inputs.halves(3, M * K);
    float[] b = Inputs.halves(4, K * n);
    double[] exact = product(a, b, M, n, K);
    double[] doubled = new double[exact.length];
    for (int i = 0; i < exact.length; i++) {
      doubled[i % n * M + i / n] = 2 * exact[i];
    }
    return kernel("wmma_shared")
        .grid(n / 8, M / 32)
        .block(32)
        .in(Halves.toHalves(a))
        .in(Halves.toHalves(b))
        .out(Expected.nearHalves(1e-2, doubled))
        .value(M)
        .value(n)
        .value(K);
  }

  private static WholeKernel bfloats() {
    int m = 24;
    short[] a = toBfloats(Inputs.floats(5, m * K));
    short[] b = toBfloats(Inputs.floats(6, K * N));
    float[] c = Inputs.floats(7, m * N);
    double[] sum = product(ofBfloats(a), ofBfloats(b), m, N, K);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += c[i];
    }
    return kernel("wmma_bfloats")
        .grid(N / 32, m / 8)
        .block(32)
        .in(toBfloats(transpose(ofBfloats(a), K)))
        .in(toBfloats(transpose(ofBfloats(b), N)))
        .inout(Bytes.of(c), Expected.near(1e-5, sum))
        .value(m)
        .value(N)
        .value(K);
  }

  /** Halves have as many digits as tf32, so that rounding changes nothing. */
  private static WholeKernel tf32() {
    float[] a = Inputs.halves(8, M * K);
    float[] b = Inputs.halves(9, K * N);
    return kernel("wmma_tf32")
        .grid(N / 16, M / 16)
        .block(32)
        .in(a)
        .in(b)
        .out(Expected.near(1e-5, product(a, b, M, N, K)))
        .value(N)
        .value(K);
  }

  private static WholeKernel bytes() {
    byte[] a = Inputs.bytes(10, M * K);
    byte[] b = Inputs.bytes(11, K * N);
    int[] c = new int[M * N];
    for (int i = 0; i < c.length; i++) {
      for (int p = 0; p < K; p++) {
        c[i] += a[i / N * K + p] * b[p * N + i % N];
      }
    }
    return kernel("wmma_bytes")
        .grid(N / 16, M / 16)
        .block(32)
        .in(a)
        .in(b)
        .out(Expected.exactly(c))
        .value(N)
        .value(K);
  }

  private static WholeKernel doubles() {
    int m = 16;
    int n = 24;
    double[] a = Inputs.doubles(12, m * K);
    double[] b = Inputs.doubles(13, K * n);
    double[] c = new double[m * n];
    for (int i = 0; i < c.length; i++) {
      for (int p = 0; p < K; p++) {
        c[i] = Math.fma(a[i / n * K + p], b[p * n + i % n], c[i]);
      }
    }
    return kernel("wmma_doubles")
        .grid(n / 8, m / 8)
        .block(32)
        .in(a)
        .in(b)
        .out(Expected.exactly(c))
        .value(n)
        .value(K);
  }

  private static WholeKernel padded() {
    float[] a = Inputs.halves(14, M * K);
    float[] b = Inputs.halves(15, K * 2 * N);
    return kernel("mma_padded")
        .grid(2, 1)
        .block(128)
        .in(Halves.toHalves(a))
        .in(Halves.toHalves(b))
        .out(Expected.near(1e-5, product(a, b, M, 2 * N, K)))
        .value(2 * N)
        .value(K);
  }

  private static WholeKernel swizzled() {
    short[] a = toBfloats(Inputs.floats(16, 2 * M * K));
    short[] b = toBfloats(Inputs.floats(17, K * N));
    return kernel("mma_swizzled")
        .grid(1, 2)
        .block(128)
        .in(a)
        .in(b)
        .out(Expected.near(1e-5, product(ofBfloats(a), ofBfloats(b), 2 * M, N, K)))
        .value(N)
        .value(K);
  }

  private static WholeKernel large() {
    float[] a = Inputs.halves(18, 128 * K);
    float[] b = Inputs.halves(19, K * 128);
    return kernel("mma_large")
        .grid(1)
        .block(512)
        .in(Halves.toHalves(a))
        .in(Halves.toHalves(b))
        .out(Expected.near(1e-5, product(a, b, 128, 128, K)))
        .value(128)
        .value(K);
  }

  /** Small powers of two and their sums, as the fields of e4m3 and e5m2 express them. */
  private static WholeKernel fp8() {
    byte[] a = new byte[16 * 32];
    byte[] b = new byte[8 * 32];
    float[] left = new float[a.length];
    float[] right = new float[32 * 8];
    int[] drawn = Inputs.ints(20, a.length + b.length, 0, 256);
    for (int i = 0; i < a.length; i++) {
      int fraction = drawn[i] & 7;
      int exponent = 5 + (drawn[i] >> 3 & 3);
      a[i] = (byte) ((drawn[i] & 128) | exponent << 3 | fraction);
      float magnitude = Math.scalb(1 + fraction / 8f, exponent - 7);
      left[i] = a[i] < 0 ? -magnitude : magnitude;
    }
    for (int i = 0; i < b.length; i++) {
      int draw = drawn[a.length + i];
      int exponent = 13 + (draw >> 2 & 3);
      b[i] = (byte) ((draw & 128) | exponent << 2 | (draw & 3));
      float magnitude = Math.scalb(1 + (draw & 3) / 4f, exponent - 15);
      right[i % 32 * 8 + i / 32] = b[i] < 0 ? -magnitude : magnitude;
    }
    double[] sum = product(left, right, 16, 8, 32);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += 0.5;
    }
    return kernel("mma_fp8").from(90).block(32).in(a).in(b).out(Expected.near(0, sum));
  }

  private static WholeKernel transposed() {
    int n = 32;
    short[] x = new short[n * n];
    short[] y = new short[n * n];
    for (int i = 0; i < x.length; i++) {
      x[i] = (short) (i * 7);
      y[i % n * n + i / n] = x[i];
    }
    return kernel("stmatrix_transpose")
        .from(90)
        .grid(n / 16, n / 16)
        .block(32)
        .in(x)
        .out(Expected.exactly(y))
        .value(n);
  }
}
