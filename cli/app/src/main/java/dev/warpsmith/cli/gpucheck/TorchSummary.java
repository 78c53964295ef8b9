package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.optimizer.suite.SuiteScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** First drafts beside PyTorch, as Markdown. */
final class TorchSummary {
  private TorchSummary() {}

  static String markdown(Map<String, List<OutsideComparison>> comparisons) {
    StringBuilder page = new StringBuilder("\n## Beside PyTorch\n\n");
    page.append("Samples taken in turn (ABBA), cold cache, the same inputs.\n\n");
    page.append(scores(comparisons)).append('\n');
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

  /** Returns the papers' table: a line for each way in which PyTorch runs. */
  private static String scores(Map<String, List<OutsideComparison>> comparisons) {
    Map<String, List<Double>> speedups = new LinkedHashMap<>();
    comparisons.values().stream()
        .flatMap(List::stream)
        .forEach(
            one ->
                one.times()
                    .ifPresent(
                        both ->
                            speedups
                                .computeIfAbsent(one.name(), name -> new ArrayList<>())
                                .add(both.speedup().ratio())));
    StringBuilder table =
        new StringBuilder(
            "| over | tasks | compared | median | 75th percentile | mean | geometric mean |"
                + " fast_1 | fast_2 |\n|---|---|---|---|---|---|---|---|---|\n");
    speedups.forEach(
        (name, values) ->
            table.append(
                score(
                    name,
                    comparisons.size(),
                    values.stream().mapToDouble(Double::doubleValue).toArray())));
    return table.toString();
  }

  private static String score(String name, int tasks, double[] speedups) {
    SuiteScore.Speedups all = SuiteScore.Speedups.of(speedups).orElseThrow();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.3f | %.3f | %.3f | %.3f | %.0f %% | %.0f %% |\n",
        name,
        tasks,
        speedups.length,
        all.median(),
        all.percentile75(),
        all.mean(),
        all.geometric(),
        100.0 * SuiteScore.above(speedups, 1) / tasks,
        100.0 * SuiteScore.above(speedups, 2) / tasks);
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
