package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An evaluation for people: the verdict and its reason, then what the gate that refused found, then
 * what was proven before it.
 */
final class CheckReport {
  private static final int LABEL = 12;
  private static final Pattern LABELLED = Pattern.compile("([a-z]{1,11}): ");

  private final Palette palette;
  private final Map<Gate, Double> seconds;

  /**
   * @param seconds of work by gate; of those that ran
   */
  CheckReport(Palette palette, Map<Gate, Double> seconds) {
    this.palette = palette;
    this.seconds = seconds;
  }

  /** Returns the lines to print. */
  List<String> lines(Evaluation evaluation) {
    return lines(evaluation.verdict(), evaluation.message(), evaluation.evidence());
  }

  /** Returns the lines to print of a verdict. */
  List<String> lines(Verdict found, String message, List<Evidence> evidence) {
    boolean passed = found == Verdict.PASSED;
    List<String> lines = new ArrayList<>();
    String verdict = found.toString();
    lines.add(palette.bold(passed ? palette.good(verdict) : palette.bad(verdict)) + ": " + message);
    if (!passed) {
      lines.addAll(finding(message, evidence));
    }
    Gate last = last(evidence);
    List<String> before =
        Stream.of(Gate.values())
            .filter(gate -> passed || gate.compareTo(last) < 0)
            .flatMap(gate -> proven(gate, evidence))
            .toList();
    if (!passed) {
      lines.add("");
      lines.add(
          before.isEmpty()
              ? "failed at the first gate, " + last + took(last)
              : "failed at gate '" + last + "'" + took(last) + ", after:");
    }
    lines.addAll(before);
    return lines;
  }

  /** Returns the facts of the gate that refused, but not its message again. */
  private List<String> finding(String message, List<Evidence> evidence) {
    return evidence.stream()
        .filter(fact -> fact.gate() == last(evidence))
        .map(Evidence::text)
        .filter(text -> !text.equals(message))
        .flatMap(text -> labelled(text).stream())
        .toList();
  }

  /** Splits {@code where: text} into a label and text; multi-line text is indented whole. */
  private List<String> labelled(String text) {
    Matcher label = LABELLED.matcher(text);
    String head = label.lookingAt() ? label.group(1) : "";
    List<String> rows = text.substring(head.isEmpty() ? 0 : label.end()).lines().toList();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      lines.add(row(i == 0 ? head : "", rows.get(i)));
    }
    return lines;
  }

  private Stream<String> proven(Gate gate, List<Evidence> evidence) {
    List<String> facts =
        evidence.stream().filter(fact -> fact.gate() == gate).map(Evidence::text).toList();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      rows.add(row(i == 0 ? gate.toString() : "", facts.get(i) + (i == 0 ? took(gate) : "")));
    }
    return rows.stream();
  }

  private String row(String label, String text) {
    return "  " + palette.dim(String.format(Locale.ROOT, "%-" + LABEL + "s", label)) + "  " + text;
  }

  private String took(Gate gate) {
    Double time = seconds.get(gate);
    return time == null || time < 0.05
        ? ""
        : palette.dim(String.format(Locale.ROOT, "  [%.1f s]", time));
  }

  private static Gate last(List<Evidence> evidence) {
    return evidence.isEmpty() ? Gate.COMPILES : evidence.get(evidence.size() - 1).gate();
  }
}
