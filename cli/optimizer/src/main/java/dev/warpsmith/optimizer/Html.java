package dev.warpsmith.optimizer;

import java.util.Locale;
import java.util.OptionalDouble;

/** Text and numbers for a page. */
final class Html {
  private Html() {}

  /** Returns text that a browser shows as it is, whatever is in it. */
  static String text(String raw) {
    StringBuilder escaped = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
    return escaped.toString();
  }

  /** Returns a time such as {@code 12.3 µs} or {@code 1.20 ms}. */
  static String time(double micros) {
    if (micros >= 1000) {
      return String.format(Locale.ROOT, "%.3f ms", micros / 1000);
    }
    return String.format(Locale.ROOT, micros >= 100 ? "%.1f µs" : "%.2f µs", micros);
  }

  /** Returns a factor such as {@code 1.25×}. */
  static String factor(double value) {
    return String.format(Locale.ROOT, "%.2f×", value);
  }

  /** Returns a factor, or a dash where there is none. */
  static String factor(OptionalDouble value) {
    return value.isPresent() ? factor(value.getAsDouble()) : "–";
  }

  /** Returns a percentage such as {@code 83 %}. */
  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * fraction);
  }
}
