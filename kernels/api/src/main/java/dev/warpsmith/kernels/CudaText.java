package dev.warpsmith.kernels;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits CUDA C++ text into code and comments, lexically: it knows comments, strings, raw strings,
 * character literals, digit separators and line continuations.
 */
public final class CudaText {
  private final String text;
  private final char[] code;
  private final char[] uncommented;
  private final List<LineComment> comments = new ArrayList<>();
  private int at;

  private CudaText(String text) {
    this.text = text;
    this.code = text.toCharArray();
    this.uncommented = text.toCharArray();
  }

  /**
   * A {@code //} comment that is alone on its line.
   *
   * @param offset of its first slash
   * @param end offset after its last character
   */
  record LineComment(int offset, int end) {}

  /** Scans a text. */
  static CudaText of(String text) {
    CudaText scanned = new CudaText(text);
    scanned.scan();
    return scanned;
  }

  /**
   * Returns the text with every character of comments, strings and character literals but their
   * line ends replaced by a space. Offsets stay as they were.
   */
  public static String withoutCommentsAndLiterals(String text) {
    return of(text).code();
  }

  /**
   * Returns the text with every character of comments but their line ends replaced by a space.
   * Offsets stay as they were.
   */
  public static String withoutComments(String text) {
    return new String(of(text).uncommented);
  }

  String code() {
    return new String(code);
  }

  List<LineComment> lineComments() {
    return comments;
  }

  /** Returns the position of an offset. */
  static SourcePosition position(String file, String text, int offset) {
    int line = 1;
    int begin = 0;
    for (int next = text.indexOf('\n');
        next >= 0 && next < offset;
        next = text.indexOf('\n', next + 1)) {
      line++;
      begin = next + 1;
    }
    return new SourcePosition(file, line, offset - begin + 1);
  }

  private void scan() {
    while (at < text.length()) {
      if (text.startsWith("//", at)) {
        lineComment();
      } else if (text.startsWith("/*", at)) {
        int close = text.indexOf("*/", at + 2);
        blankComment(close < 0 ? text.length() : close + 2);
      } else if (text.charAt(at) == '"') {
        string();
      } else if (text.charAt(at) == '\'' && !separatesDigits()) {
        blank(closing('\''));
      } else {
        at++;
      }
    }
  }

  private void lineComment() {
    int begin = at;
    int end = begin;
    while (end < text.length() && (text.charAt(end) != '\n' || continued(end))) {
      end++;
    }
    if (text.substring(text.lastIndexOf('\n', begin - 1) + 1, begin).isBlank()) {
      comments.add(new LineComment(begin, end));
    }
    blankComment(end);
  }

  /** Tells whether the line end at the offset is escaped by a backslash. */
  private boolean continued(int lineEnd) {
    int last = lineEnd > 0 && text.charAt(lineEnd - 1) == '\r' ? lineEnd - 2 : lineEnd - 1;
    return last >= 0 && text.charAt(last) == '\\';
  }

  private void string() {
    String prefix = tokenBefore();
    if (prefix.matches("(u8|[uUL])?R")) {
      int open = text.indexOf('(', at);
      String delimiter = open < 0 ? "" : text.substring(at + 1, open);
      int close = open < 0 ? -1 : text.indexOf(")" + delimiter + "\"", open);
      blank(close < 0 ? text.length() : close + delimiter.length() + 2);
    } else {
      blank(closing('"'));
    }
  }

  private int closing(char quote) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      if (text.charAt(end) == '\n' && !continued(end)) {
        return end;
      }
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    return Math.min(end + 1, text.length());
  }

  private boolean separatesDigits() {
    String before = tokenBefore();
    return !before.isEmpty() && Character.isDigit(before.charAt(0));
  }

  private String tokenBefore() {
    int begin = at;
    while (begin > 0 && (SourceCursor.continuesName(code[begin - 1]) || code[begin - 1] == '\'')) {
      begin--;
    }
    return text.substring(begin, at);
  }

  private void blankComment(int end) {
    int begin = at;
    blank(end);
    System.arraycopy(code, begin, uncommented, begin, end - begin);
  }

  private void blank(int end) {
    for (; at < end; at++) {
      if (text.charAt(at) != '\n' && text.charAt(at) != '\r') {
        code[at] = ' ';
      }
    }
  }
}
