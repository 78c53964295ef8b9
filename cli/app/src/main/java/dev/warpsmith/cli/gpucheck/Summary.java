package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.cli.gpucheck.Finding.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The results of a GPU check as Markdown. */
public final class Summary {
  private Summary() {}

  /** Returns the page. */
  public static String markdown(Results results) {
    StringBuilder page = new StringBuilder("# GPU check\n\n");
    for (String key : List.of("date", "gpu", "device", "executes", "warpsmith", "build", "nvcc")) {
      page.append("* ").append(key).append(": ").append(results.provenance().get(key)).append('\n');
    }
    if (!results.findings().isEmpty()) {
      page.append(device(results.findings()));
    }
    if (!results.rows().isEmpty()) {
      page.append(tasks(results.rows()));
    }
    if (results.rows().stream().anyMatch(row -> !row.counters().isEmpty())) {
      page.append(CounterSummary.markdown(results.rows()));
    }
    if (!results.redteam().isEmpty()) {
      page.append(RedteamSummary.markdown(results.redteam()));
    }
    if (!results.torch().isEmpty()) {
      page.append(TorchSummary.markdown(results.torch()));
    }
    if (!results.missing().isEmpty()) {
      page.append("\n## Not done\n\n");
      results
          .missing()
          .forEach((part, why) -> page.append("* %s: %s\n".formatted(part.word(), why)));
    }
    return page.toString();
  }

  private static String device(List<Finding> findings) {
    StringBuilder page =
        new StringBuilder("\n## The device\n\n| check | | seen |\n|---|---|---|\n");
    findings.forEach(
        finding ->
            page.append(
                "| %s | %s | %s |\n"
                    .formatted(finding.what(), mark(finding.outcome()), cell(finding.detail()))));
    return page.toString();
  }

  private static String tasks(List<TaskRow> rows) {
    StringBuilder page =
        new StringBuilder(
            "\n## Built-in tasks\n\n| task | kernels | verdict | emulated | measured us |");
    page.append(" modelled us | modelled ÷ measured |\n|---|---|---|---|---|---|---|\n");
    rows.forEach(row -> page.append(line(row)));
    return page.append("\n").append(agreement(rows)).toString();
  }

  private static String line(TaskRow row) {
    return "| %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            row.task(),
            row.candidate(),
            row.verdict(),
            row.emulatedVerdict(),
            number(row.micros().orElse(null)),
            number(row.modelledMicros().orElse(null)),
            number(ratio(row).orElse(null)));
  }

  private static String agreement(List<TaskRow> rows) {
    List<Double> ratios =
        rows.stream().map(Summary::ratio).flatMap(Optional::stream).sorted().toList();
    List<String> disagreements =
        rows.stream()
            .filter(row -> !row.agrees())
            .map(row -> row.task() + " " + row.candidate() + ": " + row.message())
            .toList();
    String verdicts =
        disagreements.isEmpty()
            ? "Both devices came to the same verdicts.\n"
            : "Verdicts differ:\n\n* " + String.join("\n* ", disagreements) + "\n";
    return ratios.isEmpty()
        ? verdicts
        : verdicts
            + String.format(
                Locale.ROOT,
                "%nModelled ÷ measured: median %.2f, from %.2f to %.2f (%d rows).%n",
                ratios.get(ratios.size() / 2),
                ratios.get(0),
                ratios.get(ratios.size() - 1),
                ratios.size());
  }

  private static Optional<Double> ratio(TaskRow row) {
    return row.micros().flatMap(measured -> row.modelledMicros().map(model -> model / measured));
  }

  private static String mark(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static String number(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }

  static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}
