package dev.warpsmith.optimizer.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a suite's rows for spreadsheets (RFC 4180), a column for the speedup over each baseline.
 */
final class SuiteCsv {
  private SuiteCsv() {}

  static String write(Suite suite) {
    List<String> baselines = Baselines.of(suite.rows());
    List<String> head = new ArrayList<>(List.of("task", "group", "state", "degenerate"));
    baselines.forEach(baseline -> head.add("speedup over " + baseline));
    head.addAll(List.of("micros", "clock", "of light", "rounds", "correct rounds"));
    head.addAll(List.of("seconds", "usd", "run", "reason"));
    return line(head)
        + suite.rows().stream()
            .map(row -> line(cells(row, baselines)))
            .collect(Collectors.joining());
  }

  private static List<String> cells(SuiteRow row, List<String> baselines) {
    List<String> cells = new ArrayList<>();
    cells.addAll(List.of(row.task().name(), row.task().group(), row.state().label()));
    cells.add(Boolean.toString(row.degenerate()));
    for (String baseline : baselines) {
      cells.add(row.speedup(baseline).stream().mapToObj(SuiteCsv::number).findFirst().orElse(""));
    }
    cells.add(row.best().map(best -> number(best.micros())).orElse(""));
    cells.add(row.best().map(SuiteRow.Best::clock).orElse(""));
    cells.add(row.best().map(best -> number(best.fraction())).orElse(""));
    SuiteRow.Spent spent = row.spent();
    cells.add(Integer.toString(spent.rounds()));
    cells.add(Integer.toString(spent.correctRounds()));
    cells.addAll(List.of(number(spent.seconds()), number(spent.usd())));
    cells.addAll(List.of(row.task().folder(), row.reason()));
    return cells;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String line(List<String> cells) {
    return cells.stream().map(SuiteCsv::quoted).collect(Collectors.joining(",")) + "\r\n";
  }

  private static String quoted(String cell) {
    return cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }
}
