package dev.warpsmith.kernels.emulator.kernels;

import java.util.Random;

/** Reproducible inputs. */
final class Inputs {
  private Inputs() {}

  /** Integers from {@code low} to below {@code high}. */
  static int[] ints(long seed, int count, int low, int high) {
    return new Random(seed).ints(count, low, high).toArray();
  }

  static int[] ints(long seed, int count) {
    return new Random(seed).ints(count).toArray();
  }

  static long[] longs(long seed, int count) {
    return new Random(seed).longs(count).toArray();
  }

  static byte[] bytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Floats between -1 and 1. */
  static float[] floats(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }

  /** Doubles between -1 and 1. */
  static double[] doubles(long seed, int count) {
    return new Random(seed).doubles(count, -1, 1).toArray();
  }

  /** Floats between -1 and 1 that half precision can express. */
  static float[] halves(long seed, int count) {
    float[] values = floats(seed, count);
    for (int i = 0; i < count; i++) {
      values[i] = Halves.rounded(values[i]);
    }
    return values;
  }
}
