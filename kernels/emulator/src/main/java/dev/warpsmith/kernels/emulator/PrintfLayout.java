package dev.warpsmith.kernels.emulator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Flags, width and precision of one conversion of {@code printf}, as C99 7.19.6.1 defines them.
 *
 * <p>Reals are rounded from their exact value to the nearest, ties to even, as the C library does.
 *
 * @param precision -1 if the conversion has none
 */
record PrintfLayout(String flags, int width, int precision) {
  private static final int FRACTION_BITS = 52;
  private static final int FRACTION_DIGITS = 13;

  private boolean has(char flag) {
    return flags.indexOf(flag) >= 0;
  }

  /** Lays out an integer with its sign. */
  String signed(long value) {
    String digits = Long.toString(value);
    String sign = value < 0 ? "-" : sign();
    return number(sign, atLeast(value < 0 ? digits.substring(1) : digits, value), precision < 0);
  }

  /**
   * Lays out an integer without sign.
   *
   * @param prefix of the alternative form; its letter's case is that of the digits
   */
  String unsigned(long value, int radix, String prefix) {
    String digits = atLeast(Long.toUnsignedString(value, radix), value);
    if (prefix.equals("0X")) {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    if (!has('#')) {
      return number("", digits, precision < 0);
    }
    if (radix == 8) {
      return number("", digits.startsWith("0") ? digits : "0" + digits, precision < 0);
    }
    return number(value == 0 ? "" : prefix, digits, precision < 0);
  }

  private String atLeast(String digits, long value) {
    if (value == 0 && precision == 0) {
      return "";
    }
    return "0".repeat(Math.max(0, precision - digits.length())) + digits;
  }

  private String sign() {
    return has('+') ? "+" : has(' ') ? " " : "";
  }

  private String number(String prefix, String digits, boolean zeros) {
    int missing = width - prefix.length() - digits.length();
    if (missing > 0 && zeros && has('0') && !has('-')) {
      return prefix + "0".repeat(missing) + digits;
    }
    return text(prefix + digits);
  }

  /** Pads text to the width. */
  String text(String text) {
    String pad = " ".repeat(Math.max(0, width - text.length()));
    return has('-') ? text + pad : pad + text;
  }

  /** Cuts a string to the precision. */
  String cut(String text) {
    return precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
  }

  /** Lays out a real by one of the conversions {@code fFeEgGaA}. */
  String real(double value, char type) {
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    String sign = negative ? "-" : sign();
    boolean finite = !Double.isNaN(value) && !Double.isInfinite(value);
    String digits = finite ? finite(Math.abs(value), type) : Double.isNaN(value) ? "nan" : "inf";
    boolean hexadecimal = finite && Character.toLowerCase(type) == 'a';
    String full = hexadecimal ? number(sign + "0x", digits, true) : number(sign, digits, finite);
    return Character.isUpperCase(type) ? full.toUpperCase(Locale.ROOT) : full;
  }

  private String finite(double value, char type) {
    int digits = precision < 0 ? 6 : precision;
    return switch (Character.toLowerCase(type)) {
      case 'f' -> fixed(value, digits);
      case 'e' -> exponential(value, digits);
      case 'g' -> general(value, Math.max(1, digits));
      default -> hexadecimal(value);
    };
  }

  private String point(int digits) {
    return digits == 0 && has('#') ? "." : "";
  }

  private String fixed(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString()
        + point(digits);
  }

  private static BigDecimal significant(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
  }

  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private String exponential(double value, int digits) {
    BigDecimal rounded = significant(value, digits);
    int exponent = exponent(rounded);
    String mantissa =
        rounded
            .scaleByPowerOfTen(-exponent)
            .setScale(digits, RoundingMode.UNNECESSARY)
            .toPlainString();
    return mantissa + point(digits) + "e" + exponentText(exponent, 2);
  }

  private static String exponentText(int exponent, int digits) {
    String text = String.valueOf(Math.abs(exponent));
    return (exponent < 0 ? "-" : "+") + "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  private String general(double value, int digits) {
    int exponent = exponent(significant(value, digits - 1));
    boolean plain = exponent < digits && exponent >= -4;
    String text = plain ? fixed(value, digits - 1 - exponent) : exponential(value, digits - 1);
    return has('#') ? text : withoutZeros(text);
  }

  private static String withoutZeros(String text) {
    int e = text.indexOf('e');
    String mantissa = e < 0 ? text : text.substring(0, e);
    if (mantissa.indexOf('.') >= 0) {
      int end = mantissa.length();
      while (mantissa.charAt(end - 1) == '0') {
        end--;
      }
      mantissa = mantissa.substring(0, mantissa.charAt(end - 1) == '.' ? end - 1 : end);
    }
    return e < 0 ? mantissa : mantissa + text.substring(e);
  }

  /** Digits after {@code 0x}; denormals keep the least exponent and a leading zero. */
  private String hexadecimal(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long fraction = bits & ((1L << FRACTION_BITS) - 1);
    int biased = (int) (bits >>> FRACTION_BITS);
    long lead = biased == 0 ? 0 : 1;
    int exponent = value == 0 ? 0 : biased == 0 ? -1022 : biased - 1023;
    BigInteger all = BigInteger.valueOf((lead << FRACTION_BITS) | fraction);
    String digits;
    if (precision >= 0 && precision < FRACTION_DIGITS) {
      BigDecimal unit = new BigDecimal(BigInteger.ONE.shiftLeft(4 * (FRACTION_DIGITS - precision)));
      digits =
          new BigDecimal(all).divide(unit, 0, RoundingMode.HALF_EVEN).toBigInteger().toString(16);
    } else {
      digits = all.toString(16);
    }
    int places = precision >= 0 ? Math.min(precision, FRACTION_DIGITS) : FRACTION_DIGITS;
    digits = "0".repeat(Math.max(0, places + 1 - digits.length())) + digits;
    String head = digits.substring(0, digits.length() - places);
    String tail = digits.substring(digits.length() - places);
    if (precision < 0) {
      tail = tail.replaceAll("0+$", "");
    } else {
      tail += "0".repeat(precision - places);
    }
    String point = tail.isEmpty() && !has('#') ? "" : ".";
    return head + point + tail + "p" + exponentText(exponent, 1);
  }
}
