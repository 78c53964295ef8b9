package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.GateEvent;
import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.Progress;
import dev.warpsmith.optimizer.RoundRecord;
import java.io.PrintStream;

/**
 * Prints a run while it goes on: a line for each round, and on a terminal a transient line that
 * says what it is doing.
 */
final class RoundPrinter implements Progress {
  private final PrintStream stream;
  private final Palette palette;
  private final boolean transientLines;
  private final RoundLine lines;
  private boolean headed;

  /**
   * @param live whether the stream is a terminal, where transient lines can be taken back
   */
  RoundPrinter(PrintStream stream, Palette palette, boolean live, int width) {
    this.stream = stream;
    this.palette = palette;
    this.transientLines = live;
    this.lines = new RoundLine(palette, width);
  }

  @Override
  public synchronized void working(int round, String what) {
    status(round == 0 ? what : "round " + round + ": " + what);
  }

  @Override
  public synchronized void gate(int round, GateEvent event) {
    String subject = round == 0 ? "baseline" : "round " + round;
    event.match(
        started -> {
          status(subject + ": " + doing(started.gate()));
          return round;
        },
        finished -> round);
  }

  static String doing(Gate gate) {
    return switch (gate) {
      case COMPILES -> "compiling";
      case PLAN -> "checking its launch plan";
      case SANITIZES -> "sanitizing";
      case COMPUTES -> "checking what it computes";
      case HOLDS -> "checking that it repeats";
      case FULL_SIZE -> "checking blocks at full size";
      case TIMES -> "profiling";
      case NOT_TOO_GOOD -> "checking that it is not too good";
      case SANITIZES_ON_GPU -> "sanitizing on the GPU";
    };
  }

  @Override
  public synchronized void baseline(BaselineRecord baseline) {
    line(
        String.format(
            java.util.Locale.ROOT,
            "%s %s, speed of light %s (%s)",
            baseline.kind(),
            RoundLine.time(baseline.micros()),
            RoundLine.time(baseline.speedOfLightMicros()),
            baseline.bound()));
    baseline.profiled().forEach(this::line);
    if (!baseline.trivialAnswers().isEmpty()) {
      line(
          "degenerate: answers that compute nothing pass too ("
              + String.join(", ", baseline.trivialAnswers())
              + "), so a pass proves little");
    }
  }

  @Override
  public synchronized void round(RoundRecord round, boolean repeated) {
    if (!headed) {
      headed = true;
      line("");
      line(palette.dim(RoundLine.HEAD));
    }
    line(lines.of(round));
    if (!round.passed()) {
      for (String part : lines.message(round.message())) {
        line(part);
      }
    }
  }

  /** Takes the transient line back. */
  synchronized void clear() {
    if (transientLines) {
      stream.print("\r\u001b[K");
      stream.flush();
    }
  }

  private void status(String text) {
    if (transientLines) {
      stream.print("\r\u001b[K" + palette.dim(lines.fitted("  " + text + " …")));
      stream.flush();
    }
  }

  private void line(String text) {
    clear();
    stream.println(text);
  }
}
