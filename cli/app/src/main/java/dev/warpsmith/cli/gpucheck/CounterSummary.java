package dev.warpsmith.cli.gpucheck;

import java.util.List;
import java.util.Locale;

/** Hardware's counters beside the emulated GPU's, as Markdown. */
final class CounterSummary {
  private CounterSummary() {}

  static String markdown(List<TaskRow> rows) {
    StringBuilder page = new StringBuilder("\n## Counters\n\n");
    page.append("| task | kernel | metric | hardware | emulated | hardware ÷ emulated |\n");
    page.append("|---|---|---|---|---|---|\n");
    for (TaskRow row : rows) {
      for (CounterRow counter : row.counters()) {
        page.append(
            String.format(
                Locale.ROOT,
                "| %s %s | %s | %s | %,.0f | %,.0f | %s |\n",
                row.task(),
                row.candidate(),
                counter.kernel(),
                counter.metric(),
                counter.measured(),
                counter.emulated(),
                ratio(counter)));
      }
    }
    return page.toString();
  }

  private static String ratio(CounterRow counter) {
    return counter.emulated() == 0
        ? (counter.measured() == 0 ? "equal" : "-")
        : String.format(Locale.ROOT, "%.3f", counter.measured() / counter.emulated());
  }
}
