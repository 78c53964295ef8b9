package dev.warpsmith.coder.prompt;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A candidate for a reply that is none, so that the compiler's gate refuses it with the reason and
 * the round is kept like any other.
 */
public final class UnreadableReply {
  private static final String MARK = "//| ";
  private static final String HEAD = "// The Coder's reply is no candidate; it stands below.\n";

  private UnreadableReply() {}

  /**
   * Returns a candidate that does not compile, and says why.
   *
   * @param text what the Coder wrote
   */
  public static Candidate of(String text, String problem) {
    String reason = problem.replaceAll("\\s+", " ").replace("\\", "/").replace('"', '\'');
    return Candidates.parse(
        "kernel.cu",
        HEAD
            + "// @launch unreadable<<<1, 1>>>()\n"
            + "#error \""
            + reason
            + "\"\n"
            + "extern \"C\" __global__ void unreadable() {}\n"
            + text.lines().map(line -> MARK + line).collect(Collectors.joining("\n"))
            + "\n");
  }

  /** Returns what the Coder wrote, if the candidate stands for it. */
  static Optional<String> original(Candidate candidate) {
    String text = candidate.source().text();
    return text.startsWith(HEAD)
        ? Optional.of(
            text.lines()
                .filter(line -> line.startsWith(MARK))
                .map(line -> line.substring(MARK.length()))
                .collect(Collectors.joining("\n")))
        : Optional.empty();
  }
}
