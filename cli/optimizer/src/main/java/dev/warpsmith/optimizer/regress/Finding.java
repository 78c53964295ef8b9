package dev.warpsmith.optimizer.regress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One comparison of a subject with its baseline.
 *
 * @param subject such as {@code softmax} or {@code softmax=best.cu}
 * @param what a gauge's key, or {@code verdict}
 * @param text the values, for people
 * @param regression whether it trips the gate
 */
public record Finding(String subject, String what, String text, boolean regression) {
  private static final String VERDICT = "verdict";

  /** Compares a new state with the baseline, subject by subject. */
  public static List<Finding> compare(Snapshot baseline, Snapshot now) {
    List<Finding> findings = new ArrayList<>();
    now.readings()
        .forEach(
            (subject, reading) ->
                findings.addAll(
                    compare(
                        subject, Optional.ofNullable(baseline.readings().get(subject)), reading)));
    return findings;
  }

  private static List<Finding> compare(String subject, Optional<Reading> before, Reading now) {
    if (before.isEmpty()) {
      return List.of(
          new Finding(subject, VERDICT, "is not in the baseline; add it with --update", true));
    }
    if (!now.passed()) {
      return List.of(new Finding(subject, VERDICT, now.verdict() + ": " + now.message(), true));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(new Finding(subject, VERDICT, now.verdict(), false));
    Map<Gauge, Double> old = before.get().values();
    now.values()
        .forEach(
            (gauge, value) ->
                findings.add(compare(subject, gauge, Optional.ofNullable(old.get(gauge)), value)));
    return findings;
  }

  private static Finding compare(String subject, Gauge gauge, Optional<Double> before, double now) {
    if (before.isEmpty()) {
      return new Finding(subject, gauge.key(), number(now) + " (no earlier value)", false);
    }
    boolean worse = gauge.worse(before.get(), rounded(now));
    String change =
        String.format(
            Locale.ROOT,
            "%s -> %s%s%s",
            number(before.get()),
            number(now),
            gauge.unit().isEmpty() ? "" : " " + gauge.unit(),
            before.get() == 0
                ? ""
                : String.format(Locale.ROOT, " (%+.1f %%)", 100 * (now / before.get() - 1)));
    String limit =
        worse ? String.format(Locale.ROOT, ", allowed %.0f %%", 100 * gauge.tolerance()) : "";
    return new Finding(subject, gauge.key(), change + limit, worse);
  }

  /** A baseline file keeps four decimals. */
  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
