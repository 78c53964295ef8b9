package dev.warpsmith.optimizer.regress;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Relative changes for the worse that are let through, where they are not a gauge's own.
 *
 * @param given fractions, 0.05 for 5 %
 */
public record Tolerances(Map<Gauge, Double> given) {
  private static final Tolerances NONE = new Tolerances(Map.of());

  public Tolerances {
    Map<Gauge, Double> sorted = new EnumMap<>(Gauge.class);
    sorted.putAll(given);
    given = Collections.unmodifiableMap(sorted);
  }

  /** Returns every gauge's own. */
  public static Tolerances standard() {
    return NONE;
  }

  /**
   * Parses texts such as {@code sectors=5%} or {@code micros=0.03}.
   *
   * @throws IllegalArgumentException if a gauge is unknown or a number is none from 0 to 100 %
   */
  public static Tolerances parse(List<String> texts) {
    Map<Gauge, Double> given = new EnumMap<>(Gauge.class);
    for (String text : texts) {
      int at = text.indexOf('=');
      if (at < 0) {
        throw new IllegalArgumentException(
            "tolerance '" + text + "': expected <metric>=<percent>%, such as micros=5%");
      }
      given.put(gauge(text.substring(0, at)), fraction(text, text.substring(at + 1)));
    }
    return new Tolerances(given);
  }

  private static Gauge gauge(String key) {
    return Arrays.stream(Gauge.values())
        .filter(gauge -> gauge.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "tolerance for unknown metric '"
                        + key
                        + "'; expected one of "
                        + String.join(
                            ", ", Arrays.stream(Gauge.values()).map(Gauge::key).toList())));
  }

  private static double fraction(String text, String number) {
    boolean percent = number.endsWith("%");
    try {
      double value =
          Double.parseDouble(percent ? number.substring(0, number.length() - 1) : number);
      double fraction = percent ? value / 100 : value;
      if (fraction >= 0 && fraction <= 1) {
        return fraction;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of range.
    }
    throw new IllegalArgumentException(
        "tolerance '" + text + "': expected 0% to 100%, such as micros=5%");
  }

  /** Returns what is let through for a gauge, as a fraction. */
  public double of(Gauge gauge) {
    return given.getOrDefault(gauge, gauge.tolerance());
  }

  /** Returns these with others put over them. */
  public Tolerances with(Tolerances others) {
    Map<Gauge, Double> merged = new EnumMap<>(Gauge.class);
    merged.putAll(given);
    merged.putAll(others.given);
    return new Tolerances(merged);
  }

  /** Returns a fraction as reports print it, such as {@code 5 %}. */
  static String percent(double fraction) {
    double percent = 100 * fraction;
    return percent == Math.rint(percent)
        ? String.format(Locale.ROOT, "%.0f %%", percent)
        : String.format(Locale.ROOT, "%.2f %%", percent);
  }
}
