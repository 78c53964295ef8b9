package dev.warpsmith.optimizer;

import dev.warpsmith.kernels.Sha256;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hashes that end a journal's lines: each is of the one before and of its own line, so that a
 * line changed, added or taken out later breaks the chain there.
 *
 * <p>It finds a change by accident or by hand. Whoever writes every hash anew is found out when the
 * proof is run again, not here.
 */
public final class JournalChain {
  static final String FIELD = "chain";
  private static final int DIGITS = 16;
  private static final Pattern SEALED =
      Pattern.compile("(?s)(.*),\"" + FIELD + "\":\"([0-9a-f]{" + DIGITS + "})\"}");

  private String last;

  private JournalChain(String last) {
    this.last = last;
  }

  /** Returns the chain that goes on after the lines of a journal. */
  static JournalChain after(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty()) {
      return new JournalChain("");
    }
    Matcher sealed = SEALED.matcher(lines.get(lines.size() - 1));
    return new JournalChain(sealed.matches() ? sealed.group(2) : "");
  }

  /** Returns a line, which is a JSON object, with its hash as the last field. */
  String seal(String line) {
    last = link(last, line);
    return line.substring(0, line.length() - 1) + ",\"" + FIELD + "\":\"" + last + "\"}";
  }

  private static String link(String before, String line) {
    return Sha256.of(before + "\n" + line).substring(0, DIGITS);
  }

  /**
   * What the hashes of a journal say.
   *
   * @param lines whole lines
   * @param unsealed lines at the beginning that have no hash: an earlier version wrote them
   * @param broken the first line, from 1, that is not what its hash says
   * @param torn whether the text ends within a line
   * @param end the last line's hash; empty text if it has none
   */
  public record Reading(int lines, int unsealed, OptionalInt broken, boolean torn, String end) {}

  /** Follows the hashes of a journal's text. */
  public static Reading read(String text) {
    boolean torn = !text.isEmpty() && !text.endsWith("\n");
    List<String> all = text.lines().toList();
    List<String> lines = torn ? all.subList(0, all.size() - 1) : all;
    int unsealed = 0;
    String before = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher sealed = SEALED.matcher(lines.get(i));
      if (!sealed.matches() && i == unsealed) {
        unsealed++;
      } else if (!sealed.matches()
          || !link(before, sealed.group(1) + "}").equals(sealed.group(2))) {
        return new Reading(lines.size(), unsealed, OptionalInt.of(i + 1), torn, "");
      } else {
        before = sealed.group(2);
      }
    }
    return new Reading(lines.size(), unsealed, OptionalInt.empty(), torn, before);
  }
}
