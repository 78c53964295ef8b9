package dev.warpsmith.optimizer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws the time of each round above the speed of light, as SVG in the page's own colours. */
final class RoundChart {
  private static final double WIDTH = 720;
  private static final double HEIGHT = 260;
  private static final double LEFT = 70;
  private static final double RIGHT = 16;
  private static final double TOP = 16;
  private static final double BOTTOM = 30;

  private final BaselineRecord baseline;
  private final List<RoundRecord> rounds;
  private final double ceiling;

  RoundChart(BaselineRecord baseline, List<RoundRecord> rounds) {
    this.baseline = baseline;
    this.rounds = List.copyOf(rounds);
    double slowest =
        rounds.stream()
            .flatMap(round -> round.time().stream())
            .mapToDouble(RoundRecord.Time::micros)
            .max()
            .orElse(0);
    this.ceiling = 1.1 * Math.max(baseline.micros(), slowest);
  }

  String svg() {
    return "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"Time of each round\">"
            .formatted(WIDTH, HEIGHT)
        + grid()
        + level("naive", -5, baseline.micros(), baseline.kind())
        + level("floor", 15, baseline.speedOfLightMicros(), "speed of light")
        + line()
        + rounds.stream().map(this::mark).collect(Collectors.joining())
        + "</svg>";
  }

  private String grid() {
    return IntStream.rangeClosed(0, 4)
        .mapToObj(step -> ceiling / 1.1 * step / 4)
        .map(
            micros ->
                line("grid", LEFT, y(micros), WIDTH - RIGHT, y(micros))
                    + label(LEFT - 8, y(micros) + 4, "end", Html.time(micros)))
        .collect(Collectors.joining());
  }

  /** Draws a level, with its name above or below the line. */
  private String level(String style, double offset, double micros, String name) {
    return line(style, LEFT, y(micros), WIDTH - RIGHT, y(micros))
        + label(WIDTH - RIGHT, y(micros) + offset, "end", name);
  }

  private String line() {
    String points =
        rounds.stream()
            .filter(RoundRecord::passed)
            .map(round -> point(x(round.number()), y(micros(round))))
            .collect(Collectors.joining(" "));
    return "<polyline class=\"path\" points=\"" + points + "\"/>";
  }

  private String mark(RoundRecord round) {
    double x = x(round.number());
    String number = label(x, HEIGHT - 10, "middle", Integer.toString(round.number()));
    if (!round.passed()) {
      return number
          + "<g>"
          + title("round " + round.number() + ": " + round.verdict())
          + line("cross", x - 5, TOP - 5, x + 5, TOP + 5)
          + line("cross", x - 5, TOP + 5, x + 5, TOP - 5)
          + "</g>";
    }
    return number
        + String.format(
            Locale.ROOT,
            "<circle class=\"dot%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\">%s</circle>",
            round.best() ? " best" : "",
            x,
            y(micros(round)),
            title("round " + round.number() + ": " + Html.time(micros(round))));
  }

  private static double micros(RoundRecord round) {
    return round.time().map(RoundRecord.Time::micros).orElse(0.0);
  }

  private double x(int number) {
    double span = WIDTH - LEFT - RIGHT - 40;
    return LEFT + 20 + (rounds.size() == 1 ? span / 2 : span * (number - 1) / (rounds.size() - 1));
  }

  private double y(double micros) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * micros / ceiling;
  }

  private static String point(double x, double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
  }

  private static String line(String style, double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style,
        x1,
        y1,
        x2,
        y2);
  }

  private static String label(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        x,
        y,
        anchor,
        Html.text(text));
  }

  private static String title(String text) {
    return "<title>" + Html.text(text) + "</title>";
  }

  /** Returns the chart of a run, or nothing if it has no baseline or no round yet. */
  static Optional<String> of(RunRecord run) {
    return run.rounds().isEmpty()
        ? Optional.empty()
        : run.baseline().map(baseline -> new RoundChart(baseline, run.rounds()).svg());
  }
}
