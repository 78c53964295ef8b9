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
 * @param change how it stands to the baseline
 * @param place where to look, where the subject is a file
 */
public record Finding(
    String subject, String what, String text, Change change, Optional<Place> place) {
  static final String VERDICT = "verdict";

  /** Tells whether it trips the gate. */
  public boolean regression() {
    return change.trips();
  }

  /** Compares a new state with the baseline, subject by subject. */
  public static List<Finding> compare(Snapshot baseline, Snapshot now) {
    return compare(baseline, now, baseline.tolerances());
  }

  /** Compares a new state with the baseline, subject by subject. */
  public static List<Finding> compare(Snapshot baseline, Snapshot now, Tolerances tolerances) {
    List<Finding> findings = new ArrayList<>();
    now.readings()
        .forEach(
            (subject, reading) ->
                findings.addAll(
                    new Comparison(Subject.parse(subject), reading, tolerances)
                        .with(Optional.ofNullable(baseline.readings().get(subject)))));
    return findings;
  }

  /** Compares one subject. */
  private record Comparison(Subject subject, Reading now, Tolerances tolerances) {
    List<Finding> with(Optional<Reading> before) {
      if (now.gone()) {
        return List.of(verdict(now.message(), Change.GONE));
      }
      if (!now.passed()) {
        return List.of(verdict(now.verdict() + ": " + now.message(), Change.WORSE));
      }
      if (before.isEmpty()) {
        return List.of(verdict("is not in the baseline; add it with --update", Change.NEW));
      }
      List<Finding> findings = new ArrayList<>();
      findings.add(verdict(now.verdict(), before.get().passed() ? Change.SAME : Change.BETTER));
      Map<Gauge, Double> old = before.get().values();
      now.values()
          .forEach(
              (gauge, value) ->
                  findings.add(of(gauge, Optional.ofNullable(old.get(gauge)), value)));
      old.forEach((gauge, value) -> missing(gauge, value).ifPresent(findings::add));
      return findings;
    }

    private Optional<Finding> missing(Gauge gauge, double before) {
      return now.values().containsKey(gauge)
          ? Optional.empty()
          : Optional.of(
              new Finding(
                  subject.name(),
                  gauge.key(),
                  number(before) + " -> not known here",
                  Change.AMBIGUOUS,
                  place(Optional.empty())));
    }

    private Finding verdict(String text, Change change) {
      return new Finding(subject.name(), VERDICT, text, change, place(now.messageLine()));
    }

    private Finding of(Gauge gauge, Optional<Double> before, double value) {
      Optional<Place> place = place(Optional.ofNullable(now.lines().get(gauge)));
      if (gauge == Gauge.MICROS && now.time().isPresent()) {
        TimeChange time = now.time().get();
        return new Finding(subject.name(), gauge.key(), time.text(), time.change(), place);
      }
      if (before.isEmpty()) {
        String text = number(value) + " (no earlier value)";
        return new Finding(subject.name(), gauge.key(), text, Change.SAME, place);
      }
      double allowed = tolerances.of(gauge);
      Change change = gauge.change(before.get(), rounded(value), allowed);
      String text = text(gauge, before.get(), value);
      return new Finding(
          subject.name(),
          gauge.key(),
          change == Change.WORSE ? text + ", allowed " + Tolerances.percent(allowed) : text,
          change,
          place);
    }

    /** Returns the line of the subject's file; its first where none is known. */
    private Optional<Place> place(Optional<Integer> line) {
      return subject.file().map(file -> new Place(file, line.orElse(1)));
    }
  }

  private static String text(Gauge gauge, double before, double now) {
    return number(before)
        + " -> "
        + number(now)
        + (gauge.unit().isEmpty() ? "" : " " + gauge.unit())
        + (before == 0 ? "" : String.format(Locale.ROOT, " (%+.1f %%)", 100 * (now / before - 1)));
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
