package dev.warpsmith.coder.prompt;

import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.CudaText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what the gates found in a refused candidate, and what stands in the lines that they name: a
 * model does not count lines, and a Judge sees the code without its comments.
 */
public final class FindingsText {
  private static final int MOST_LINES = 8;
  private static final int LONGEST_LINE = 160;

  private FindingsText() {}

  /**
   * Returns a list item for each finding but those that only repeat the message, then the lines.
   */
  public static String of(Candidate candidate, Evaluation.Failed failure) {
    List<String> items = new ArrayList<>();
    for (Evidence fact : failure.evidence()) {
      if (!fact.text().equals(failure.message())) {
        items.add("- " + fact);
      }
    }
    List<String> lines = lines(candidate, failure);
    if (!lines.isEmpty()) {
      items.add((items.isEmpty() ? "" : "\n") + "The lines that are named:\n");
      items.addAll(lines);
    }
    return items.isEmpty() ? "(nothing more)" : String.join("\n", items);
  }

  private static List<String> lines(Candidate candidate, Evaluation.Failed failure) {
    String file = candidate.source().file();
    Pattern place = Pattern.compile("(?<![\\w./])" + Pattern.quote(file) + ":([0-9]{1,6})\\b");
    StringBuilder said = new StringBuilder(failure.message());
    failure.evidence().forEach(fact -> said.append('\n').append(fact.text()));
    Set<Integer> numbers = new LinkedHashSet<>();
    for (Matcher found = place.matcher(said); found.find() && numbers.size() < MOST_LINES; ) {
      numbers.add(Integer.parseInt(found.group(1)));
    }
    List<String> source = code(candidate.source().text());
    return numbers.stream()
        .filter(number -> number >= 1 && number <= source.size())
        .map(number -> "- " + file + ":" + number + " is `" + brief(source.get(number - 1)) + "`")
        .toList();
  }

  /**
   * Returns the lines without comments, which say what their author believes, but for directives.
   */
  private static List<String> code(String text) {
    String[] bare = CudaText.withoutComments(text).split("\n", -1);
    String[] whole = text.split("\n", -1);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < whole.length; i++) {
      lines.add(bare[i].isBlank() ? whole[i] : bare[i]);
    }
    return lines;
  }

  private static String brief(String line) {
    String bare = line.strip();
    return bare.length() <= LONGEST_LINE ? bare : bare.substring(0, LONGEST_LINE) + "…";
  }
}
