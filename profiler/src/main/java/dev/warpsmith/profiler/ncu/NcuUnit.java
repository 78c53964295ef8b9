package dev.warpsmith.profiler.ncu;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A unit as ncu writes it, taken apart: {@code Kbyte/second} is 10³ {@code byte/second}.
 *
 * <p>Releases differ in their words: {@code usecond} became {@code us}, {@code nsecond} {@code ns},
 * {@code byte/second} {@code byte/s}. Prefixes are decimal.
 *
 * @param exponent power of ten of one of it in the base unit
 * @param base such as {@code byte}, {@code second}, {@code byte/second}, {@code cycle/second}
 */
record NcuUnit(int exponent, String base) {
  private static final Map<String, NcuUnit> WORDS =
      Map.ofEntries(
          Map.entry("s", new NcuUnit(0, "second")),
          Map.entry("second", new NcuUnit(0, "second")),
          Map.entry("ms", new NcuUnit(-3, "second")),
          Map.entry("msecond", new NcuUnit(-3, "second")),
          Map.entry("us", new NcuUnit(-6, "second")),
          Map.entry("usecond", new NcuUnit(-6, "second")),
          Map.entry("ns", new NcuUnit(-9, "second")),
          Map.entry("nsecond", new NcuUnit(-9, "second")),
          Map.entry("hz", new NcuUnit(0, "cycle/second")),
          Map.entry("b", new NcuUnit(0, "byte")),
          Map.entry("bytes", new NcuUnit(0, "byte")));
  private static final Map<String, Integer> PREFIXES = Map.of("k", 3, "m", 6, "g", 9, "t", 12);
  private static final Set<String> PREFIXED =
      Set.of("byte", "bytes", "b", "hz", "cycle", "inst", "sector", "request", "warp", "thread");

  static NcuUnit parse(String text) {
    String unit = text.strip();
    int slash = unit.indexOf('/');
    if (slash < 0) {
      return word(unit);
    }
    NcuUnit above = word(unit.substring(0, slash));
    NcuUnit below = word(unit.substring(slash + 1));
    return new NcuUnit(above.exponent - below.exponent, above.base + "/" + below.base);
  }

  private static NcuUnit word(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    NcuUnit known = WORDS.get(lower);
    if (known != null) {
      return known;
    }
    if (lower.length() > 1 && PREFIXED.contains(lower.substring(1))) {
      Integer prefix = PREFIXES.get(lower.substring(0, 1));
      if (prefix != null) {
        NcuUnit base = word(lower.substring(1));
        return new NcuUnit(prefix + base.exponent, base.base);
      }
    }
    return new NcuUnit(0, word);
  }

  /** Returns a value of this unit in another, or nothing if they measure different things. */
  OptionalDouble convert(double value, NcuUnit to) {
    boolean same = base.equals(to.base) || (countsThings() && to.countsThings());
    return same ? OptionalDouble.of(scaled(value, exponent - to.exponent)) : OptionalDouble.empty();
  }

  /** Moves the decimal point, so that 16.38 thousands are 16380 and nothing beside it. */
  private static double scaled(double value, int power) {
    return power == 0 ? value : BigDecimal.valueOf(value).scaleByPowerOfTen(power).doubleValue();
  }

  /** Tells whether it names what is counted, which releases word differently. */
  private boolean countsThings() {
    return !base.contains("byte") && !base.contains("second") && !base.equals("%");
  }
}
