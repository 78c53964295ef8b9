package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.GateEvent;
import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.Progress;
import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.suite.Suite;
import dev.warpsmith.optimizer.suite.SuiteRow;
import dev.warpsmith.optimizer.suite.SuiteRow.State;
import dev.warpsmith.optimizer.suite.SuiteTable;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Prints a suite while it goes on: a line for each finished task, and on a terminal a transient
 * line that says what the tasks at work are doing. May be called by several threads.
 */
final class SuitePrinter {
  private final PrintStream stream;
  private final Palette palette;
  private final boolean live;
  private final RoundLine lines;
  private final List<String> baselines;
  private int printed;
  private final Map<String, String> doing = new TreeMap<>();

  /**
   * @param live whether the stream is a terminal, where transient lines can be taken back
   * @param baselines that each line compares with
   */
  SuitePrinter(
      PrintStream stream, Palette palette, boolean live, int columns, List<String> baselines) {
    this.stream = stream;
    this.palette = palette;
    this.live = live;
    this.lines = new RoundLine(palette, columns);
    this.baselines = List.copyOf(baselines);
  }

  /** Prints what comes before the first task. */
  synchronized void begin(List<String> text) {
    text.forEach(this::line);
    line("");
    String head =
        row(List.of("done", "task", "result"), baselines, List.of("time", "of light", "seconds"));
    line(palette.dim(lines.fitted(head)));
  }

  /** Prints a task's line, and below it why it has no speedup. */
  synchronized void finished(SuiteRow row, Suite suite) {
    doing.remove(row.task().name());
    printed++;
    String text =
        row(
            List.of(printed + "/" + suite.rows().size(), row.task().name(), row.result()),
            baselines.stream().map(name -> SuiteTable.speedup(row.speedup(name))).toList(),
            List.of(
                row.best().map(best -> RoundLine.time(best.micros())).orElse("-"),
                row.best().map(best -> RoundLine.percent(best.fraction())).orElse("-"),
                String.format(Locale.ROOT, "%.0f", row.spent().seconds())));
    boolean good = row.state() == State.CORRECT && !row.degenerate();
    line(good ? lines.fitted(text) : palette.bad(lines.fitted(text)));
    if (!row.remark().isEmpty()) {
      lines.message(row.remark()).forEach(this::line);
    }
    status();
  }

  /** Returns cells in the columns of the table. */
  private String row(List<String> begin, List<String> speedups, List<String> end) {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "%7s  %-17s  %-13s", begin.toArray()));
    for (int i = 0; i < speedups.size(); i++) {
      int width = Math.max(8, baselines.get(i).length());
      line.append(String.format(Locale.ROOT, "  %" + width + "s", speedups.get(i)));
    }
    return line + String.format(Locale.ROOT, "  %10s  %8s  %7s", end.toArray());
  }

  /** Prints the tables, and how to read them. */
  synchronized void end(Suite suite) {
    doing.clear();
    for (SuiteTable table : suite.tables()) {
      line("");
      line(palette.bold(table.title(suite.modelled())));
      table.text().forEach(this::line);
    }
    line("");
    for (String note : suite.notes()) {
      lines.message(note).forEach(part -> line(palette.dim(part.strip())));
    }
  }

  /** Prints a line of its own. */
  synchronized void line(String text) {
    clear();
    stream.println(text);
  }

  /** Takes the transient line back. */
  synchronized void clear() {
    if (live) {
      stream.print("\r\u001b[K");
      stream.flush();
    }
  }

  private void status() {
    if (live && !doing.isEmpty()) {
      String text =
          doing.entrySet().stream()
              .map(one -> one.getKey() + " " + one.getValue())
              .collect(Collectors.joining("; "));
      stream.print("\r\u001b[K" + palette.dim(lines.fitted("  " + text + " …")));
      stream.flush();
    }
  }

  private synchronized void doing(String task, int round, String what) {
    doing.put(task, (round == 0 ? "baseline: " : "round " + round + ": ") + what);
    status();
  }

  /** Returns what follows a task's run. */
  Progress progress(String task) {
    return new Progress() {
      @Override
      public void working(int round, String what) {
        doing(task, round, what);
      }

      @Override
      public void gate(int round, GateEvent event) {
        event.match(
            started -> {
              doing(task, round, RoundPrinter.doing(started.gate()));
              return round;
            },
            finished -> round);
      }

      @Override
      public void baseline(BaselineRecord baseline) {}

      @Override
      public void round(RoundRecord round, boolean repeated) {}
    };
  }
}
