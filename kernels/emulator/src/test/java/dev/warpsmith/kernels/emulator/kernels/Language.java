package dev.warpsmith.kernels.emulator.kernels;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** The integer kernels of {@code language.cu}. */
final class Language {
  private Language() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("language", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        polynomial(),
        lambdaFold(),
        int128(),
        quotients(),
        stackMachine(),
        fractions(),
        nestedControl(),
        printsAndAsserts());
  }

  private static WholeKernel polynomial() {
    long[] c = Inputs.longs(1, 8);
    long[] x = Inputs.longs(2, 50);
    long[] y = new long[x.length];
    for (int i = 0; i < x.length; i++) {
      for (int k = 7; k >= 0; k--) {
        y[i] = y[i] * x[i] + c[k];
      }
    }
    return kernel("template_polynomial")
        .grid(2)
        .block(32)
        .in(c)
        .in(x)
        .out(Expected.exactly(y))
        .value(x.length);
  }

  private static WholeKernel lambdaFold() {
    int[] x = Inputs.ints(3, 160);
    int[] y = new int[40];
    for (int i = 0; i < y.length; i++) {
      int shift = i % 5;
      y[i] = x[4 * i];
      for (int k = 1; k < 4; k++) {
        y[i] = (y[i] << shift) ^ (x[4 * i + k] >> (5 - shift));
      }
    }
    return kernel("lambda_fold").grid(2).block(32).in(x).out(Expected.exactly(y)).value(x.length);
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /** The two's complement of 128 bits. */
  private static BigInteger wrapped(BigInteger value) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(128);
    BigInteger low = value.mod(modulus);
    return low.testBit(127) ? low.subtract(modulus) : low;
  }

  private static WholeKernel int128() {
    long[] x = Inputs.longs(4, 100);
    long[] y = new long[200];
    for (int i = 0; i < 50; i++) {
      BigInteger a = unsigned(x[2 * i]).multiply(unsigned(x[2 * i + 1]));
      BigInteger b = wrapped(a.subtract(BigInteger.valueOf(x[2 * i]).shiftLeft(37)));
      BigInteger above = b.signum() < 0 ? b.add(BigInteger.ONE.shiftLeft(128)) : b;
      y[4 * i] = a.longValue();
      y[4 * i + 1] = a.shiftRight(64).longValue();
      y[4 * i + 2] = b.shiftRight(19).longValue();
      int flags = (b.signum() < 0 ? 1 : 0) + (a.compareTo(above) > 0 ? 1 : 0);
      y[4 * i + 3] = b.shiftRight(101).longValue() + flags;
    }
    return kernel("int128").grid(2).block(32).in(x).out(Expected.exactly(y)).value(50);
  }

  private static WholeKernel quotients() {
    long[] x = Inputs.longs(5, 60);
    long[] d = Inputs.longs(6, 60);
    for (int i = 0; i < 60; i += 2) {
      d[i] = d[i] >> (20 + i / 2) | 1;
    }
    long[] y = new long[8 * 60];
    for (int i = 0; i < 60; i++) {
      BigInteger product = BigInteger.valueOf(x[i]).multiply(BigInteger.valueOf(d[i]));
      BigInteger magnitude = unsigned(x[i]).multiply(unsigned(d[i]));
      y[8 * i] = x[i] / d[i];
      y[8 * i + 1] = x[i] % d[i];
      y[8 * i + 2] = Long.divideUnsigned(x[i], d[i]);
      y[8 * i + 3] = Long.remainderUnsigned(x[i], 1000000007L);
      y[8 * i + 4] = (int) x[i] / 7;
      y[8 * i + 5] = (int) x[i] % (int) (d[i] | 1);
      y[8 * i + 6] = Integer.toUnsignedLong((int) x[i]) / 641;
      y[8 * i + 7] = product.shiftRight(64).longValue() + magnitude.shiftRight(64).longValue();
    }
    return kernel("quotients").grid(2).block(32).in(x).in(d).out(Expected.exactly(y)).value(60);
  }

  /** What {@code PROGRAM} computes. */
  private static WholeKernel stackMachine() {
    int[] x = Inputs.ints(7, 75);
    int[] y = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      int v = x[i];
      int product = (v + 3) * v;
      int difference = (product ^ v) - v;
      int changed = (difference & 1) != 0 ? ~v : v;
      y[i] = Math.max(Integer.reverse(difference + 3), changed ^ v);
    }
    return kernel("stack_machine").grid(3).block(32).in(x).out(Expected.exactly(y)).value(x.length);
  }

  private static WholeKernel fractions() {
    int n = 40;
    int[] x = Inputs.ints(8, 6 * n, 1, 60);
    int[] y = new int[2 * n];
    for (int i = 0; i < n; i++) {
      int p = 0;
      int q = 1;
      for (int k = 0; k < 3; k++) {
        int r = x[6 * i + 2 * k];
        int s = x[6 * i + 2 * k + 1];
        BigInteger sum = BigInteger.valueOf((long) p * s + (long) r * q);
        int divisor = sum.gcd(BigInteger.valueOf((long) q * s)).intValueExact();
        p = (p * s + r * q) / divisor;
        q = q * s / divisor;
      }
      y[2 * i] = p;
      y[2 * i + 1] = q;
    }
    return kernel("fractions").grid(2).block(32).in(x).out(Expected.exactly(y)).value(n);
  }

  private static int score(int v) {
    int score = 0;
    for (int a = 0; a < 12; a++) {
      if ((v >> a & 3) == 1) {
        continue;
      }
      for (int b = a; b < 12; b++) {
        if (score > 40) {
          return -score;
        }
        if ((v >> b & 1) == 0) {
          break;
        }
        score += b - a + 1;
      }
      if (score == 13) {
        break;
      }
    }
    return score;
  }

  private static WholeKernel nestedControl() {
    int[] x = Inputs.ints(9, 200);
    x[3] = -1;
    x[4] = 0xFFF;
    return kernel("nested_control")
        .grid(4)
        .block(64)
        .in(x)
        .out(Expected.exactly(Arrays.stream(x).map(Language::score).toArray()))
        .value(x.length);
  }

  private static WholeKernel printsAndAsserts() {
    int[] x = Inputs.ints(10, 50, -9, 9);
    return kernel("prints_and_asserts")
        .grid(2)
        .block(32)
        .in(x)
        .out(Expected.exactly(Arrays.stream(x).map(Math::abs).toArray()))
        .value(x.length);
  }
}
