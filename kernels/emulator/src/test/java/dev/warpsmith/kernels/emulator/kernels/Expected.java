package dev.warpsmith.kernels.emulator.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Consumer;

/**
 * What a kernel must leave in a buffer.
 *
 * @param bytes size of the buffer
 * @param elementBytes size of an element
 * @param check fails if the bytes are not as they must be
 */
record Expected(int bytes, int elementBytes, Consumer<byte[]> check) {
  static Expected exactly(int... values) {
    return new Expected(
        4 * values.length, 4, b -> assertThat(Bytes.ints(b)).containsExactly(values));
  }

  static Expected exactly(long... values) {
    return new Expected(
        8 * values.length, 8, b -> assertThat(Bytes.longs(b)).containsExactly(values));
  }

  static Expected exactly(short... values) {
    return new Expected(
        2 * values.length, 2, b -> assertThat(Bytes.shorts(b)).containsExactly(values));
  }

  static Expected exactly(byte... values) {
    return new Expected(values.length, 1, b -> assertThat(b).containsExactly(values));
  }

  static Expected exactly(float... values) {
    return new Expected(
        4 * values.length, 4, b -> assertThat(Bytes.floats(b)).containsExactly(values));
  }

  static Expected exactly(double... values) {
    return new Expected(
        8 * values.length, 8, b -> assertThat(Bytes.doubles(b)).containsExactly(values));
  }

  /** Floats within {@code tolerance · max(1, |value|)}. */
  static Expected near(double tolerance, double... values) {
    return new Expected(
        4 * values.length,
        4,
        b -> {
          float[] actual = Bytes.floats(b);
          for (int i = 0; i < values.length; i++) {
            close(i, actual[i], values[i], tolerance);
          }
        });
  }

  /** Doubles within {@code tolerance · max(1, |value|)}. */
  static Expected nearDoubles(double tolerance, double... values) {
    return new Expected(
        8 * values.length,
        8,
        b -> {
          double[] actual = Bytes.doubles(b);
          for (int i = 0; i < values.length; i++) {
            close(i, actual[i], values[i], tolerance);
          }
        });
  }

  /** Half-precision numbers within {@code tolerance · max(1, |value|)}. */
  static Expected nearHalves(double tolerance, double... values) {
    return new Expected(
        2 * values.length,
        2,
        b -> {
          short[] actual = Bytes.shorts(b);
          for (int i = 0; i < values.length; i++) {
            close(i, Halves.half(actual[i]), values[i], tolerance);
          }
        });
  }

  private static void close(int index, double actual, double expected, double tolerance) {
    assertThat(actual)
        .as("element %d", index)
        .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
  }

  /** Any property of integers. */
  static Expected ints(int count, Consumer<int[]> check) {
    return new Expected(4 * count, 4, b -> check.accept(Bytes.ints(b)));
  }
}
