package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.cli.gpucheck.Finding.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The results of a GPU check as Markdown. */
public final class Summary {
  /** Parts of the list that no code does yet. */
  public static final List<String> NOT_DONE =
      List.of(
          "ncu's metrics beside the emulator's",
          "PyTorch eager and torch.compile baselines",
          "KernelBench levels 1 and 2");

  private Summary() {}

  /** Returns the page. */
  public static String markdown(
      Map<String, Object> provenance, List<Finding> findings, List<TaskRow> rows) {
    StringBuilder page = new StringBuilder("# GPU check\n\n");
    for (String key : List.of("date", "gpu", "device", "executes", "warpsmith", "build", "nvcc")) {
      page.append("* ").append(key).append(": ").append(provenance.get(key)).append('\n');
    }
    page.append("\n## The device\n\n| check | | seen |\n|---|---|---|\n");
    findings.forEach(
        finding ->
            page.append(
                "| %s | %s | %s |\n"
                    .formatted(finding.what(), mark(finding.outcome()), cell(finding.detail()))));
    page.append("\n## Built-in tasks\n\n| task | kernels | verdict | emulated | measured us |");
    page.append(" modelled us | modelled ÷ measured |\n|---|---|---|---|---|---|---|\n");
    rows.forEach(row -> page.append(line(row)));
    page.append("\n").append(agreement(rows));
    page.append("\nNot part of this check yet: ").append(String.join("; ", NOT_DONE));
    return page.append(".\n").toString();
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

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}
