package dev.warpsmith.cli;

import java.util.Locale;

/** Writes numbers with the few digits that a person reads. */
final class Amount {
  private static final String[] LARGE = {"", " k", " M", " G", " T"};

  private Amount() {}

  /**
   * Returns a count or rate such as {@code 25.2 M}: three digits and a decimal prefix; whole
   * numbers of up to four digits as they are.
   */
  static String of(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 10_000) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    double rest = Math.abs(value);
    int prefix = 0;
    while (rest >= 999.5 && prefix < LARGE.length - 1) {
      rest /= 1000;
      prefix++;
    }
    String format = rest >= 99.95 ? "%.0f" : rest >= 9.995 ? "%.1f" : "%.2f";
    return (value < 0 ? "-" : "") + String.format(Locale.ROOT, format, rest) + LARGE[prefix];
  }

  /** Returns bytes such as {@code 802 MB}. */
  static String bytes(double value) {
    String text = of(value);
    return text.contains(" ") ? text + "B" : text + " B";
  }

  /** Returns a percentage such as {@code 38 %}; 0 only if it is. */
  static String percent(double value) {
    if (value > 0 && value < 0.5) {
      return "<1 %";
    }
    if (value > 99.5 && value < 99.95) {
      return String.format(Locale.ROOT, "%.1f %%", value);
    }
    return String.format(Locale.ROOT, "%.0f %%", value);
  }
}
