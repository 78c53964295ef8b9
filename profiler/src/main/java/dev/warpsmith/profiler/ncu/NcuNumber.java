package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.Metric;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a value of ncu's CSV: thousands separators, exponents, and words that mean none. */
final class NcuNumber {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,3}(,\\d{3})+|\\d+)(\\.\\d+)?([eE][+-]?\\d+)?");

  /** A comma before decimals, or points between thousands: what other locales write. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "[+-]?(\\d+,(\\d{1,2}|\\d{4,})|\\d{1,3}(\\.\\d{3}){2,}(,\\d+)?|\\d{1,3}(\\.\\d{3})+,\\d+)");

  private static final Set<String> NONE =
      Set.of(
          "nan", "-nan", "+nan", "inf", "-inf", "+inf", "n/a", "na", "-", "none", "(!) nan",
          "(!) n/a");

  private NcuNumber() {}

  /** Tells whether a text is a number as another locale writes it. */
  static boolean foreign(String text) {
    return FOREIGN.matcher(text.strip()).matches();
  }

  /** Returns the first of two readings of one metric that has a value. */
  static Metric better(Metric first, Metric second) {
    return first.match(value -> first, absent -> second);
  }

  /** Returns the metric that a cell holds, or nothing if the cell is a word. */
  static Optional<Metric> metric(String name, String text, String unit) {
    String cell = text.strip();
    if (cell.isEmpty()) {
      return Optional.of(new Metric.Absent(name, "ncu printed nothing for this launch"));
    }
    if (NONE.contains(cell.toLowerCase(Locale.ROOT))) {
      return Optional.of(new Metric.Absent(name, "ncu printed '" + cell + "' for this launch"));
    }
    if (!NUMBER.matcher(cell).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(cell.replace(",", ""));
    if (!Double.isFinite(value)) {
      return Optional.of(new Metric.Absent(name, "ncu printed '" + cell + "', which is too large"));
    }
    NcuUnit read = NcuUnit.parse(unit);
    NcuUnit base = new NcuUnit(0, read.base());
    double inBase = read.convert(value, base).orElse(value);
    return Optional.of(new Metric.Value(name, inBase, read.base(), Metric.Kind.MEASURED));
  }
}
