package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;

/** The kernels of {@code functions.cu}, and the halves of {@code language.cu}. */
final class Functions {
  private Functions() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of(name.contains("functions") ? "functions" : "language", name);
  }

  static List<WholeKernel> all() {
    return List.of(doubles(), floats(), halfIntrinsics(), bfloatIntrinsics());
  }

  private static WholeKernel doubles() {
    double[] x = Inputs.doubles(1, 50);
    double[] y = new double[8 * x.length];
    for (int i = 0; i < x.length; i++) {
      double v = x[i];
      double[] values = {
        Math.exp(v),
        Math.log(Math.abs(v) + 0.5),
        Math.sin(3 * v),
        Math.cos(3 * v),
        Math.pow(Math.abs(v), 1.7),
        Math.tanh(v),
        Math.cbrt(v),
        Math.sqrt(v * v + 1) / (2 + v)
      };
      System.arraycopy(values, 0, y, 8 * i, 8);
    }
    return kernel("double_functions")
        .grid(2)
        .block(32)
        .in(x)
        .out(Expected.nearDoubles(1e-14, y))
        .value(x.length);
  }

  private static double erf(double x) {
    double sum = 0;
    double term = x;
    for (int n = 0; n < 40; n++) {
      sum += term / (2 * n + 1);
      term *= -x * x / (n + 1);
    }
    return sum * 2 / Math.sqrt(Math.PI);
  }

  private static double awayFromZero(double v) {
    return Math.copySign(Math.floor(Math.abs(v) + 0.5), v);
  }

  private static WholeKernel floats() {
    float[] x = Inputs.floats(2, 50);
    double[] y = new double[8 * x.length];
    for (int i = 0; i < x.length; i++) {
      double v = x[i];
      double nine = 9f * x[i];
      double truncated = nine < 0 ? Math.ceil(nine) : Math.floor(nine);
      double[] values = {
        erf(v),
        Math.log1p(v * v),
        Math.sin(5 * v),
        Math.pow(Math.abs(v), 0.3f),
        Math.atan2(v, 0.4f),
        Math.expm1(v),
        (10f * x[i]) % 0.7f,
        Math.rint(40f * x[i]) + Math.floor(nine) + Math.ceil(nine) + truncated + awayFromZero(nine)
      };
      System.arraycopy(values, 0, y, 8 * i, 8);
    }
    return kernel("float_functions")
        .grid(2)
        .block(32)
        .in(x)
        .out(Expected.near(1e-6, y))
        .value(x.length);
  }

  private static WholeKernel halfIntrinsics() {
    int n = 40;
    float[] x = Inputs.halves(3, 4 * n);
    x[6] = x[4];
    x[7] = x[5];
    short[] y = new short[12 * n];
    int[] flags = new int[n];
    for (int i = 0; i < n; i++) {
      float[] a = {x[4 * i], x[4 * i + 1]};
      float[] b = {x[4 * i + 2], x[4 * i + 3]};
      for (int h = 0; h < 2; h++) {
        y[12 * i + h] = Halves.toHalf((double) a[h] + b[h]);
        y[12 * i + 2 + h] = Halves.toHalf((double) a[h] * b[h]);
        y[12 * i + 4 + h] = Halves.toHalf((double) a[h] - b[h]);
        y[12 * i + 6 + h] = Halves.toHalf(a[1 - h]);
        y[12 * i + 8 + h] = Halves.toHalf(-Math.abs(a[h]));
      }
      y[12 * i + 10] = Halves.toHalf(Math.max(a[0], b[0]));
      y[12 * i + 11] = Halves.toHalf(Math.min(a[1], b[1]));
      flags[i] = Halves.toHalf(b[1]) << 16 | (a[0] < b[0] ? 4 : 0);
      flags[i] |= a[0] > b[0] && a[1] > b[1] ? 1 : 0;
      flags[i] |= a[0] <= b[0] && a[1] <= b[1] ? 2 : 0;
    }
    return kernel("half_intrinsics")
        .grid(2)
        .block(32)
        .in(Halves.toHalves(x))
        .out(Expected.exactly(y))
        .out(Expected.exactly(flags))
        .value(n);
  }

  private static WholeKernel bfloatIntrinsics() {
    int n = 45;
    float[] wide = Inputs.floats(4, 4 * n);
    short[] x = new short[wide.length];
    short[] y = new short[6 * n];
    float[] z = new float[n];
    for (int i = 0; i < x.length; i++) {
      x[i] = Halves.toBfloat(wide[i]);
      wide[i] = Halves.bfloat(x[i]);
    }
    for (int i = 0; i < n; i++) {
      for (int h = 0; h < 2; h++) {
        float a = wide[4 * i + h];
        float b = wide[4 * i + 2 + h];
        y[6 * i + h] = Halves.toBfloat(Math.fma(a, b, a));
        y[6 * i + 2 + h] = Halves.toBfloat(a + b);
        y[6 * i + 4 + h] = Halves.toBfloat(h == 0 ? a * 3 : b / 3);
      }
      z[i] = wide[4 * i] + wide[4 * i + 3];
    }
    return kernel("bfloat_intrinsics")
        .from(80)
        .grid(2)
        .block(32)
        .in(x)
        .out(Expected.exactly(y))
        .out(Expected.exactly(z))
        .value(n);
  }
}
