package dev.warpsmith.kernels.emulator.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays as the little-endian bytes of a device buffer. */
final class Bytes {
  private Bytes() {}

  static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] of(int[] values) {
    byte[] bytes = new byte[4 * values.length];
    wrap(bytes).asIntBuffer().put(values);
    return bytes;
  }

  static byte[] of(float[] values) {
    byte[] bytes = new byte[4 * values.length];
    wrap(bytes).asFloatBuffer().put(values);
    return bytes;
  }

  static byte[] of(long[] values) {
    byte[] bytes = new byte[8 * values.length];
    wrap(bytes).asLongBuffer().put(values);
    return bytes;
  }

  static byte[] of(double[] values) {
    byte[] bytes = new byte[8 * values.length];
    wrap(bytes).asDoubleBuffer().put(values);
    return bytes;
  }

  static byte[] of(short[] values) {
    byte[] bytes = new byte[2 * values.length];
    wrap(bytes).asShortBuffer().put(values);
    return bytes;
  }

  static int[] ints(byte[] bytes) {
    int[] values = new int[bytes.length / 4];
    wrap(bytes).asIntBuffer().get(values);
    return values;
  }

  static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / 4];
    wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  static long[] longs(byte[] bytes) {
    long[] values = new long[bytes.length / 8];
    wrap(bytes).asLongBuffer().get(values);
    return values;
  }

  static double[] doubles(byte[] bytes) {
    double[] values = new double[bytes.length / 8];
    wrap(bytes).asDoubleBuffer().get(values);
    return values;
  }

  static short[] shorts(byte[] bytes) {
    short[] values = new short[bytes.length / 2];
    wrap(bytes).asShortBuffer().get(values);
    return values;
  }
}
