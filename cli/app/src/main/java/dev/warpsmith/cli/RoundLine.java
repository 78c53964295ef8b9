package dev.warpsmith.cli;

import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.RoundRecord.Asked;
import dev.warpsmith.optimizer.RoundRecord.Time;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes rounds as lines of a table; remembers what holds each back. */
final class RoundLine {
  static final String HEAD =
      "round  verdict                time  speedup  of light  predicted  measured  bottleneck →"
          + " move";
  private static final int INDENT = 7;

  private final Palette palette;
  private final int width;
  private final Map<Integer, String> bounds = new HashMap<>();

  RoundLine(Palette palette, int width) {
    this.palette = palette;
    this.width = width;
  }

  /** Returns the line of a round, cut to the width. */
  String of(RoundRecord round) {
    Optional<Time> time = round.time();
    time.ifPresent(value -> bounds.put(round.number(), value.bound()));
    OptionalDouble predicted =
        round.asked().map(Asked::predictedGain).orElse(OptionalDouble.empty());
    String numbers =
        String.format(
            Locale.ROOT,
            "%5d  %-16s %10s  %7s  %8s  %9s  %8s  ",
            round.number(),
            round.verdict(),
            time.map(value -> time(value.micros())).orElse("-"),
            time.map(value -> factor(value.speedup())).orElse("-"),
            time.map(value -> percent(value.fraction())).orElse("-"),
            predicted.isPresent() ? factor(predicted.getAsDouble()) : "-",
            round.measuredGain().isPresent() ? factor(round.measuredGain().getAsDouble()) : "-");
    String line =
        fitted(numbers + round.asked().map(asked -> asked(round, asked)).orElse(drafted(round)));
    return coloured(line, round);
  }

  private String coloured(String line, RoundRecord round) {
    if (!round.passed()) {
      return palette.bad(line);
    }
    return round.best() ? palette.good(line) : line;
  }

  /** Returns what held the earlier candidate back, and what was changed. */
  private String asked(RoundRecord round, Asked asked) {
    String bound = round.from().isPresent() ? bounds.getOrDefault(round.from().getAsInt(), "") : "";
    String change = asked.move().isEmpty() ? asked.remedy() : asked.move();
    return origin(round) + (bound.isEmpty() ? asked.bottleneck() : bound) + " → " + change;
  }

  /** Returns what a candidate was made from, where a strategy chose that. */
  private static String origin(RoundRecord round) {
    if (round.place().isEmpty()) {
      return "";
    }
    String from = round.from().isPresent() ? "from " + round.from().getAsInt() + ", " : "";
    return "[" + from + round.place() + "] ";
  }

  private static String drafted(RoundRecord round) {
    return round.place().isEmpty() ? "first draft" : round.place();
  }

  /** Returns a message under its round, in lines of the width. */
  List<String> message(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (line.length() > 0 && INDENT + line.length() + 1 + word.length() > width) {
        lines.add(" ".repeat(INDENT) + line);
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(" ".repeat(INDENT) + line);
    return lines;
  }

  /** Returns text that fits one line. */
  String fitted(String text) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  /** Returns a time such as {@code 12.34 us}. */
  static String time(double micros) {
    return micros >= 1000
        ? String.format(Locale.ROOT, "%.3f ms", micros / 1000)
        : String.format(Locale.ROOT, "%.2f us", micros);
  }

  static String factor(double value) {
    return String.format(Locale.ROOT, "%.2fx", value);
  }

  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * fraction);
  }
}
