package dev.warpsmith.coder.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the candidate in a reply.
 *
 * <p>The last code block that has a kernel and a launch; if no single one has both, all blocks that
 * have either; if there is no block, the lines from the first that looks like code.
 */
public final class CodeReply {
  private static final Pattern FENCE = Pattern.compile("^\\s*(`{3,}|~{3,})\\s*([A-Za-z+]*).*$");
  private static final Pattern CODE =
      Pattern.compile(
          "^\\s*(//|/\\*|#|extern\\b|__global__|__device__|template\\b|constexpr\\b|static\\b"
              + "|struct\\b|using\\b|typedef\\b|namespace\\b).*");
  private static final Pattern TASK_WORD =
      Pattern.compile(
          "(?m)^[ \\t]*//[ \\t]*@(task|dim|size|input|inout|output|scalar|tolerance|graph)\\b.*\\R?");

  private CodeReply() {}

  /** Returns the text of a candidate file; empty if the reply has none. */
  public static Optional<String> of(String reply) {
    List<String> blocks = blocks(reply);
    List<String> whole = blocks.stream().filter(b -> kernel(b) && launch(b)).toList();
    if (!whole.isEmpty()) {
      return Optional.of(cleaned(whole.get(whole.size() - 1)));
    }
    List<String> parts = blocks.stream().filter(b -> kernel(b) || launch(b)).toList();
    if (!parts.isEmpty()) {
      return Optional.of(cleaned(String.join("\n", parts)));
    }
    return blocks.isEmpty() && kernel(reply)
        ? Optional.of(cleaned(unfenced(reply)))
        : Optional.empty();
  }

  /** Tells whether a reply stops inside a code block. */
  public static boolean open(String reply) {
    String fence = "";
    for (String line : reply.lines().toList()) {
      fence = after(fence, line);
    }
    return !fence.isEmpty();
  }

  private static boolean kernel(String text) {
    return text.contains("__global__");
  }

  private static boolean launch(String text) {
    return text.contains("@launch");
  }

  private static List<String> blocks(String reply) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    String fence = "";
    for (String line : reply.lines().toList()) {
      String next = after(fence, line);
      if (next.equals(fence)) {
        block.append(fence.isEmpty() ? "" : line + "\n");
      } else {
        addTo(blocks, block);
      }
      fence = next;
    }
    addTo(blocks, block);
    return blocks;
  }

  private static void addTo(List<String> blocks, StringBuilder block) {
    if (block.length() > 0) {
      blocks.add(block.toString());
      block.setLength(0);
    }
  }

  /** Returns the fence that is open after a line; empty if none is. */
  private static String after(String fence, String line) {
    Matcher matcher = FENCE.matcher(line);
    if (!matcher.matches()) {
      return fence;
    }
    String found = matcher.group(1);
    if (fence.isEmpty()) {
      return found;
    }
    boolean closes =
        found.charAt(0) == fence.charAt(0)
            && found.length() >= fence.length()
            && line.strip().equals(found);
    return closes ? "" : fence;
  }

  /** Returns the lines from the first to the last one that look like code. */
  private static String unfenced(String reply) {
    List<String> lines = reply.lines().toList();
    int from = 0;
    while (from < lines.size() && !CODE.matcher(lines.get(from)).matches()) {
      from++;
    }
    int to = lines.size();
    while (to > from && !lines.get(to - 1).strip().endsWith("}")) {
      to--;
    }
    return String.join("\n", lines.subList(from, to > from ? to : lines.size()));
  }

  /** A candidate file has no directives of the task; models like to repeat them. */
  private static String cleaned(String text) {
    return TASK_WORD.matcher(text.replace("\r\n", "\n")).replaceAll("").strip() + "\n";
  }
}
