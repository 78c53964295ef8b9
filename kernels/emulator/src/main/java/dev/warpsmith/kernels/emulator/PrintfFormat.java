package dev.warpsmith.kernels.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A format string of the device's {@code printf} (CUDA C++ Programming Guide, "Formatted Output"),
 * with the text that the C library of the host gives it.
 *
 * <p>What is not a conversion that CUDA knows, and conversions beyond the 32nd argument, stand in
 * the output as they are.
 */
final class PrintfFormat {
  private static final int MOST_ARGUMENTS = 32;

  /** Widths and precisions above it are taken for it. */
  private static final int WIDEST = 4095;

  private static final Pattern CONVERSION =
      Pattern.compile(
          "%([-+ #0]*)(\\*|\\d+)?(?:\\.(\\*|\\d*))?(hh|h|ll|l|j|z|t|q|L)?([diouxXcspfFeEgGaA%])");

  private final List<Piece> pieces = new ArrayList<>();
  private final int arguments;

  /** Literal text, or a conversion. */
  private sealed interface Piece {}

  private record Literal(String text) implements Piece {}

  /**
   * A conversion.
   *
   * @param width digits, {@code *} or empty
   * @param precision digits, {@code *}, empty after a dot, or {@code none}
   */
  private record Conversion(String flags, String width, String precision, String size, char type)
      implements Piece {

    int arguments() {
      return 1 + (width.equals("*") ? 1 : 0) + (precision.equals("*") ? 1 : 0);
    }
  }

  /** Gives the arguments in order. */
  interface Arguments {
    int nextInt();

    long nextLong();

    /** Returns the text at an address in device memory. */
    String text(long address);
  }

  PrintfFormat(String format) {
    Matcher matcher = CONVERSION.matcher(format);
    int end = 0;
    int count = 0;
    while (matcher.find(end)) {
      pieces.add(new Literal(format.substring(end, matcher.start())));
      Conversion conversion = conversion(matcher);
      if (conversion.type() == '%') {
        pieces.add(new Literal("%"));
      } else if (count + conversion.arguments() > MOST_ARGUMENTS) {
        pieces.add(new Literal(matcher.group()));
      } else {
        count += conversion.arguments();
        pieces.add(conversion);
      }
      end = matcher.end();
    }
    pieces.add(new Literal(format.substring(end)));
    this.arguments = count;
  }

  private static Conversion conversion(Matcher matcher) {
    String width = matcher.group(2);
    String precision = matcher.group(3);
    String size = matcher.group(4);
    return new Conversion(
        matcher.group(1),
        width == null ? "" : width,
        precision == null ? "none" : precision,
        size == null ? "" : size,
        matcher.group(5).charAt(0));
  }

  /** Returns how many arguments the format takes. */
  int arguments() {
    return arguments;
  }

  /** Returns the text with the arguments in place; every character is a byte. */
  String format(Arguments values) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece instanceof Literal literal) {
        text.append(literal.text());
      } else {
        text.append(convert((Conversion) piece, values));
      }
    }
    return text.toString();
  }

  private static String convert(Conversion conversion, Arguments values) {
    String flags = conversion.flags();
    int width = number(conversion.width(), values, 0);
    if (width < 0) {
      flags += "-";
      width = -width;
    }
    int precision =
        conversion.precision().equals("none") ? -1 : number(conversion.precision(), values, 0);
    PrintfLayout layout =
        new PrintfLayout(flags, Math.min(width, WIDEST), Math.min(precision, WIDEST));
    return switch (conversion.type()) {
      case 'd', 'i' -> layout.signed(integer(conversion, values, true));
      case 'u' -> layout.unsigned(integer(conversion, values, false), 10, "");
      case 'o' -> layout.unsigned(integer(conversion, values, false), 8, "0");
      case 'x' -> layout.unsigned(integer(conversion, values, false), 16, "0x");
      case 'X' -> layout.unsigned(integer(conversion, values, false), 16, "0X");
      case 'c' -> layout.text(String.valueOf((char) (values.nextInt() & 0xFF)));
      case 's' -> string(layout, values);
      case 'p' -> pointer(layout, values.nextLong());
      default -> layout.real(Double.longBitsToDouble(values.nextLong()), conversion.type());
    };
  }

  private static int number(String text, Arguments values, int missing) {
    if (text.equals("*")) {
      return Math.max(-WIDEST, values.nextInt());
    }
    return text.isEmpty()
        ? missing
        : Integer.parseInt(text.substring(0, Math.min(9, text.length())));
  }

  private static long integer(Conversion conversion, Arguments values, boolean signed) {
    return switch (conversion.size()) {
      case "", "L" -> {
        int value = values.nextInt();
        yield signed ? value : value & 0xFFFFFFFFL;
      }
      case "h" -> {
        int value = values.nextInt();
        yield signed ? (short) value : value & 0xFFFF;
      }
      case "hh" -> {
        int value = values.nextInt();
        yield signed ? (byte) value : value & 0xFF;
      }
      default -> values.nextLong();
    };
  }

  private static String string(PrintfLayout layout, Arguments values) {
    long address = values.nextLong();
    return layout.text(layout.cut(address == 0 ? "(null)" : values.text(address)));
  }

  private static String pointer(PrintfLayout layout, long address) {
    return layout.text(address == 0 ? "(nil)" : "0x" + Long.toHexString(address));
  }
}
