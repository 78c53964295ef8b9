package dev.warpsmith.optimizer.regress;

import java.util.List;
import java.util.Locale;

/** Writes findings for a pull request's comment or a job's summary: what changed, then a fold. */
public final class GateMarkdown {
  private GateMarkdown() {}

  /** Returns the page. */
  public static String of(Snapshot now, List<Finding> findings) {
    List<Finding> changed =
        findings.stream().filter(finding -> finding.change() != Change.SAME).toList();
    long worse = findings.stream().filter(Finding::regression).count();
    StringBuilder page = new StringBuilder();
    page.append(
        worse == 0
            ? "### Kernels: nothing is worse\n\n"
            : String.format(Locale.ROOT, "### Kernels: %d regressions%n%n", worse));
    page.append(
        String.format(
            Locale.ROOT,
            "%d comparisons of %d subjects. %s.%n",
            findings.size(),
            now.readings().size(),
            String.join(", ", now.tools().entrySet().stream().map(Object::toString).toList())));
    if (!changed.isEmpty()) {
      page.append('\n').append(table(changed));
    }
    List<Finding> same =
        findings.stream().filter(finding -> finding.change() == Change.SAME).toList();
    if (!same.isEmpty()) {
      page.append("\n<details><summary>")
          .append(same.size())
          .append(" unchanged</summary>\n\n")
          .append(table(same))
          .append("\n</details>\n");
    }
    return page.toString();
  }

  private static String table(List<Finding> findings) {
    StringBuilder table =
        new StringBuilder("| | kernel | what | values | where |\n|---|---|---|---|---|\n");
    for (Finding finding : findings) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s |%n",
              finding.regression() ? "**" + finding.change() + "**" : finding.change(),
              cell(finding.subject()),
              cell(finding.what()),
              cell(finding.text()),
              cell(finding.place().map(Place::toString).orElse(""))));
    }
    return table.toString();
  }

  private static String cell(String text) {
    return text.replaceAll("[\\r\\n]+", " ")
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;");
  }
}
