package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** First drafts beside PyTorch, as Markdown. */
final class TorchSummary {
  private TorchSummary() {}

  static String markdown(Map<String, List<OutsideComparison>> comparisons) {
    StringBuilder page = new StringBuilder("\n## Beside PyTorch\n\n");
    page.append("Samples taken in turn (ABBA), cold cache, the same inputs.\n\n");
    page.append("| task | PyTorch | draft us | PyTorch us | speedup | 95 % | |\n");
    page.append("|---|---|---|---|---|---|---|\n");
    comparisons.forEach((task, those) -> those.forEach(one -> page.append(row(task, one))));
    page.append('\n');
    comparisons.forEach(
        (task, those) ->
            those.forEach(
                one ->
                    page.append(
                        "* %s, %s: %s\n"
                            .formatted(
                                task, one.name(), Summary.cell(String.join("; ", one.facts()))))));
    comparisons.values().stream()
        .flatMap(List::stream)
        .map(OutsideComparison::version)
        .filter(version -> !version.isEmpty())
        .distinct()
        .forEach(version -> page.append("\n").append(version).append(".\n"));
    return page.toString();
  }

  private static String row(String task, OutsideComparison one) {
    return one.times()
        .map(
            both ->
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %.2f | %.3f | %.3f to %.3f | %s |\n",
                    task,
                    one.name(),
                    both.candidate().median(),
                    both.other().median(),
                    both.speedup().ratio(),
                    both.speedup().interval().low(),
                    both.speedup().interval().high(),
                    both.outcome().name().toLowerCase(Locale.ROOT)))
        .orElseGet(
            () -> "| %s | %s | - | - | - | - | not compared |\n".formatted(task, one.name()));
  }
}
