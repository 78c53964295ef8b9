package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.ForeignEvaluation;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.torch.KernelBenchOpinion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A verdict on a {@code ModelNew}, what its text flags, and KernelBench's word beside it. */
final class ModuleCheckReport {
  private final Palette palette;
  private final Map<Gate, Double> seconds;

  ModuleCheckReport(Palette palette, Map<Gate, Double> seconds) {
    this.palette = palette;
    this.seconds = seconds;
  }

  /** Returns the lines to print. */
  List<String> lines(ModuleCheck.Found found) {
    ForeignEvaluation evaluation = found.evaluation();
    List<String> lines =
        new ArrayList<>(
            new CheckReport(palette, seconds)
                .lines(evaluation.verdict(), evaluation.message(), evaluation.evidence()));
    lines.add("");
    lines.addAll(OutsideLines.of(evaluation.times()));
    found.flags().forEach(flag -> lines.add("Flag, which refuses nothing: " + flag));
    lines.add(found.opinion() + differs(found));
    lines.add(palette.dim("on " + found.device() + ", seed " + found.seed()));
    return lines;
  }

  private String differs(ModuleCheck.Found found) {
    boolean passed = found.evaluation().verdict() == Verdict.PASSED;
    return passed == found.opinion().correct()
        ? ""
        : palette.bold("; Warpsmith says: " + found.evaluation().verdict());
  }

  /** Returns what {@code --json} prints. */
  static Map<String, Object> json(ModuleCheck.Found found) {
    ForeignEvaluation evaluation = found.evaluation();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdict", evaluation.verdict().toString());
    json.put("message", evaluation.message());
    json.put(
        "evidence",
        evaluation.evidence().stream()
            .map(fact -> Map.of("gate", fact.gate().toString(), "text", fact.text()))
            .toList());
    json.put("flags", found.flags());
    json.put("kernelBench", json(found.opinion()));
    json.put("outside", OutsideLines.json(evaluation.times()));
    json.put("device", found.device());
    json.put("seed", found.seed());
    return json;
  }

  private static Map<String, Object> json(KernelBenchOpinion opinion) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("correct", opinion.correct());
    json.put("passed", opinion.passed());
    json.put("trials", opinion.trials());
    json.put("error", opinion.error());
    return json;
  }
}
