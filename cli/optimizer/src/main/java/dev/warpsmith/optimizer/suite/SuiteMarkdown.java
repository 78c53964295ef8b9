package dev.warpsmith.optimizer.suite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Writes a suite as a page: the tables, the tasks, and how to read them. */
final class SuiteMarkdown {
  private final Suite suite;
  private final StringBuilder page = new StringBuilder();

  private SuiteMarkdown(Suite suite) {
    this.suite = suite;
  }

  static String write(Suite suite) {
    return new SuiteMarkdown(suite).page();
  }

  private String page() {
    line("# Suite of " + suite.rows().size() + " tasks, " + suite.began());
    line("");
    suite.settings().forEach((key, value) -> line("- " + key + ": " + escaped(value)));
    suite.versions().forEach((key, value) -> line("- " + key + ": " + escaped(value)));
    for (SuiteTable table : suite.tables()) {
      line("");
      line("## " + capital(table.title(suite.modelled())));
      line("");
      List<List<String>> lines = new ArrayList<>();
      table.lines().forEach(line -> lines.add(line.cells()));
      table(SuiteTable.HEAD, lines);
    }
    line("");
    suite.notes().forEach(note -> line("- " + escaped(note)));
    line("");
    line("## Tasks");
    line("");
    tasks();
    return page.toString();
  }

  private void tasks() {
    List<String> baselines = Baselines.of(suite.rows());
    List<String> head = new ArrayList<>(List.of("task", "result"));
    baselines.forEach(baseline -> head.add("over " + baseline));
    head.addAll(List.of("time, us", "of light", "rounds", "seconds", "what is to be known"));
    table(head, suite.rows().stream().map(row -> cells(row, baselines)).toList());
  }

  private static List<String> cells(SuiteRow row, List<String> baselines) {
    List<String> cells = new ArrayList<>(List.of(row.task().name(), row.result()));
    baselines.forEach(baseline -> cells.add(SuiteTable.speedup(row.speedup(baseline))));
    cells.add(row.best().map(best -> text("%.2f", best.micros())).orElse("-"));
    cells.add(row.best().map(best -> text("%.0f %%", 100 * best.fraction())).orElse("-"));
    cells.add(Integer.toString(row.spent().rounds()));
    cells.add(text("%.0f", row.spent().seconds()));
    cells.add(row.remark());
    return cells;
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void table(List<String> head, List<List<String>> rows) {
    row(head);
    row(Collections.nCopies(head.size(), "---"));
    rows.forEach(this::row);
  }

  private void row(List<String> cells) {
    line("| " + String.join(" | ", cells.stream().map(SuiteMarkdown::escaped).toList()) + " |");
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
