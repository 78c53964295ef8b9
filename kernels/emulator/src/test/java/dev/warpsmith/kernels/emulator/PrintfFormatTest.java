package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against what the C library of a Linux host prints ({@code printf.c}). */
class PrintfFormatTest {
  private static final List<String> EXPECTED = KernelRunner.resource("printf.txt").lines().toList();
  private static final double[] VALUES = {
    0.0,
    -0.0,
    0.5,
    1.5,
    2.5,
    1e300,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    123456789.125,
    9.9999995,
    0.00001234565,
    1.0 / 3
  };
  private static final List<String> FORMATS =
      List.of(
          "%.0f",
          "%#.0f",
          "%.3e",
          "%g",
          "%.10g",
          "%a",
          "%.0a",
          "%.1a",
          "%.20a",
          "%010.2f",
          "%+g",
          "%G",
          "%#.3g",
          "%.0e",
          "%-12.4e|");

  private static String format(String format, Object... values) {
    Iterator<Object> rest = Arrays.asList(values).iterator();
    return new PrintfFormat(format)
        .format(
            new PrintfFormat.Arguments() {
              @Override
              public int nextInt() {
                return (Integer) rest.next();
              }

              @Override
              public long nextLong() {
                Object value = rest.next();
                return value instanceof Double real
                    ? Double.doubleToRawLongBits(real)
                    : ((Number) value).longValue();
              }

              @Override
              public String text(long address) {
                return "a";
              }
            });
  }

  @Test
  void roundsRealsAsTheHostDoes() {
    for (int i = 0; i < VALUES.length; i++) {
      double value = VALUES[i];
      String line = String.join(" ", FORMATS.stream().map(f -> format(f, value)).toList());
      assertThat(line).isEqualTo(EXPECTED.get(10 + i));
    }
  }

  @Test
  void combinesFlagsAsTheHostDoes() {
    assertThat(
            format("[%+x|%+5u|%#.0x|%#X|%.0d|%05d|%-05d|%+05d|%5%|%.2%]", 5, 5, 0, 0, 0, -3, -3, 3))
        .isEqualTo(EXPECTED.get(22));
    assertThat(format("[%05s|%-5c|%5p|%#o|%.5x|%08.3x|%#10x]", 1L, (int) 'b', 1L, 0, 255, 255, 255))
        .isEqualTo(EXPECTED.get(23));
    assertThat(
            format(
                "[%010f|%-010f|%010e]",
                Double.POSITIVE_INFINITY, Double.NaN, Double.NEGATIVE_INFINITY))
        .isEqualTo(EXPECTED.get(24));
  }

  @Test
  void leavesWhatIsNoConversionAsItIs() {
    assertThat(format("100%, %y and %")).isEqualTo("100%, %y and %");
    assertThat(format("%999999999999d", 1)).hasSize(4095).endsWith(" 1");
  }
}
