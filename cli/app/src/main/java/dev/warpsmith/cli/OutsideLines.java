package dev.warpsmith.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.optimizer.OutsideRecord;
import java.util.ArrayList;
import java.util.List;

/** Comparisons with implementations outside of Warpsmith, for people and as JSON. */
final class OutsideLines {
  private OutsideLines() {}

  /** Returns a line for each comparison, what is to be known of it below. */
  static List<String> of(List<OutsideComparison> comparisons) {
    List<String> lines = new ArrayList<>();
    for (OutsideComparison one : comparisons) {
      lines.add(OutsideRecord.of(0, one).line());
      if (one.times().isPresent()) {
        lines.add("  " + String.join("; ", one.facts()) + " (" + one.version() + ")");
      }
    }
    return lines;
  }

  /** Returns comparisons with every sample. */
  static List<JsonNode> json(List<OutsideComparison> comparisons) {
    return comparisons.stream().<JsonNode>map(one -> OutsideRecord.of(0, one).toJson()).toList();
  }
}
