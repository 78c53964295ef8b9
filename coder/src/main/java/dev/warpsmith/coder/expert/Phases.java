package dev.warpsmith.coder.expert;

import java.util.stream.IntStream;

/** C++ texts of what differs between the phases of a transposed convolution. */
final class Phases {
  private Phases() {}

  /** Returns how many taps the phases before one have together, given a variable for the phase. */
  static String before(ConvolutionProduct product, String phase) {
    int[] before = new int[product.phases()];
    for (int i = 1; i < before.length; i++) {
      before[i] = before[i - 1] + product.count(i - 1);
    }
    return chosen(phase, before);
  }

  /** Returns how many taps the outputs of a dim's phase see. */
  static String counts(Taps taps, String phase) {
    return chosen(phase, IntStream.range(0, taps.phases()).map(taps::count).toArray());
  }

  /** Returns the input that output 0 of a dim's phase sees first. */
  static String bases(Taps taps, String phase) {
    return chosen(phase, IntStream.range(0, taps.phases()).map(taps::base).toArray());
  }

  private static String chosen(String phase, int[] values) {
    if (values.length == 1) {
      return String.valueOf(values[0]);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length - 1; i++) {
      text.append("%s == %d ? %d : ".formatted(phase, i, values[i]));
    }
    return "(" + text.append(values[values.length - 1]) + ")";
  }
}
