package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.Printed;
import java.util.ArrayList;
import java.util.List;

/** What a candidate's kernels print, as evidence: the first lines, and how much more there is. */
final class PrintedFacts {
  private static final int MOST_LINES = 20;
  private static final int LONGEST_LINE = 200;
  private static final String PREFIX = "printed: ";

  private PrintedFacts() {}

  static List<String> of(Printed printed) {
    List<String> lines = printed.text().lines().toList();
    List<String> facts = new ArrayList<>();
    for (String line : lines.subList(0, Math.min(MOST_LINES, lines.size()))) {
      boolean fits = line.length() <= LONGEST_LINE;
      facts.add(PREFIX + (fits ? line : line.substring(0, LONGEST_LINE) + " …"));
    }
    if (lines.size() > MOST_LINES) {
      facts.add(PREFIX + "… and " + (lines.size() - MOST_LINES) + " lines more");
    }
    if (printed.dropped() > 0) {
      facts.add(
          PREFIX
              + "… and "
              + printed.dropped()
              + " calls of printf that the buffer had no room for");
    }
    return facts;
  }
}
