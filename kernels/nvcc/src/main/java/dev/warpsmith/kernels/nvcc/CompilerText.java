package dev.warpsmith.kernels.nvcc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compilers' text for people and models: with the user's file name, without paths of this machine,
 * and not endless.
 *
 * @param file the name that stands for {@link NvccCompiler#FILE}
 */
record CompilerText(String file) {
  private static final int LONGEST = 12_000;
  private static final Pattern HEADER = Pattern.compile("(?<![\\w<])/[^\\s:\"'(),]*/include/");
  private static final Pattern OWN = Pattern.compile("(?<![\\w./-])kernel\\.cu(?!\\w)");
  private static final Pattern PTX_FILE =
      Pattern.compile("(?m)^(\\s*\\.file\\s+\\d+\\s+)\"kernel\\.cu\"");

  /** Returns the text with the user's file name, and headers named as they are included. */
  String cleaned(String text) {
    String headers = HEADER.matcher(text).replaceAll("");
    return OWN.matcher(headers).replaceAll(Matcher.quoteReplacement(file));
  }

  /** Returns PTX whose line information names the user's file. */
  String renamedPtx(String ptx) {
    String name = file.replaceAll("[\"\\\\\\p{Cntrl}]", "_");
    return PTX_FILE.matcher(ptx).replaceAll("$1" + Matcher.quoteReplacement('"' + name + '"'));
  }

  /** Returns the beginning of a long text, and how much is left out. */
  static String trimmed(String text) {
    String stripped = text.strip();
    if (stripped.length() <= LONGEST) {
      return stripped;
    }
    int cut = Math.max(stripped.lastIndexOf('\n', LONGEST), LONGEST / 2);
    return stripped.substring(0, cut)
        + "\n… "
        + (stripped.length() - cut)
        + " more characters left out";
  }
}
