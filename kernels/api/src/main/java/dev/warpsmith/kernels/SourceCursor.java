package dev.warpsmith.kernels;

import java.util.Optional;

/**
 * Reads one line of directive text from left to right. Spaces between tokens are skipped; every
 * problem is a {@link SourceException} at the exact column.
 */
public final class SourceCursor {
  private final String text;
  private final SourcePosition start;
  private int offset;

  /**
   * Starts at the first character of a text.
   *
   * @param start where that character stands; with column 0, problems name the line only
   */
  public SourceCursor(String text, SourcePosition start) {
    this.text = text;
    this.start = start;
  }

  /** Returns where the next token stands. */
  public SourcePosition position() {
    skipSpaces();
    return positionAt(offset);
  }

  /** Tells whether nothing but spaces is left. */
  public boolean atEnd() {
    skipSpaces();
    return offset == text.length();
  }

  /** Tells whether the next token begins a name. */
  public boolean atName() {
    skipSpaces();
    return offset < text.length() && startsName(text.charAt(offset));
  }

  /** Tells whether the next token begins with a digit. */
  public boolean atDigit() {
    skipSpaces();
    return offset < text.length() && isDigit(text.charAt(offset));
  }

  /** Tells whether the symbol comes next; reads nothing. */
  public boolean at(String symbol) {
    skipSpaces();
    return text.startsWith(symbol, offset);
  }

  /** Reads the symbol if it comes next, and tells whether it did. */
  public boolean accept(String symbol) {
    boolean found = at(symbol);
    if (found) {
      offset += symbol.length();
    }
    return found;
  }

  /**
   * Reads the symbol.
   *
   * @param purpose follows the symbol in the message, such as {@code after the name}
   */
  public void expect(String symbol, String purpose) {
    if (!accept(symbol)) {
      throw unexpected("'" + symbol + "' " + purpose);
    }
  }

  /** Reads a name: letters, digits and underscores, not beginning with a digit. */
  public String name(String what) {
    if (!atName()) {
      throw unexpected(what);
    }
    int begin = offset;
    while (offset < text.length() && continuesName(text.charAt(offset))) {
      offset++;
    }
    return text.substring(begin, offset);
  }

  /** Reads a decimal or {@code 0x} integer without a sign. */
  public long integer(String what) {
    if (!atDigit()) {
      throw unexpected(what);
    }
    int begin = offset;
    while (offset < text.length() && continuesName(text.charAt(offset))) {
      offset++;
    }
    String digits = text.substring(begin, offset);
    try {
      return digits.startsWith("0x")
          ? Long.parseLong(digits, 2, digits.length(), 16)
          : Long.parseLong(digits);
    } catch (NumberFormatException e) {
      String problem =
          digits.chars().allMatch(c -> isDigit((char) c))
              ? "integer " + digits + " does not fit 64 bits (largest: " + Long.MAX_VALUE + ")"
              : "found '" + digits + "', expected " + what + "; write digits only, such as 4096";
      throw new SourceException(positionAt(begin), problem);
    }
  }

  /** Reads a floating-point number, with an optional sign and exponent; {@code inf} is one. */
  public double number(String what) {
    skipSpaces();
    int begin = offset;
    if (at("-") || at("+")) {
      offset++;
    }
    if (accept("inf")) {
      return text.charAt(begin) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    while (offset < text.length() && continuesNumber(begin)) {
      offset++;
    }
    String digits = text.substring(begin, offset);
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      offset = begin;
      throw unexpected(what);
    }
  }

  /** Reads the text up to a symbol, and the symbol. */
  public String until(String symbol, String purpose) {
    int end = text.indexOf(symbol, offset);
    if (end < 0) {
      offset = text.length();
      throw unexpected("'" + symbol + "' " + purpose);
    }
    String content = text.substring(offset, end);
    offset = end + symbol.length();
    return content;
  }

  /** Reads a text in double quotes. */
  public String quoted(String what) {
    if (!at("\"")) {
      throw unexpected(what + " in double quotes");
    }
    int close = text.indexOf('"', offset + 1);
    if (close < 0) {
      throw new SourceException(position(), "the text has no closing '\"'; add it");
    }
    String content = text.substring(offset + 1, close);
    offset = close + 1;
    return content;
  }

  /**
   * Reads the text up to a comma or a closing bracket outside brackets, trimmed.
   *
   * @param what follows "expected" where there is none
   */
  public String item(String what) {
    skipSpaces();
    int begin = offset;
    int depth = 0;
    while (offset < text.length() && (depth > 0 || ",)]".indexOf(text.charAt(offset)) < 0)) {
      depth += "([".indexOf(text.charAt(offset)) >= 0 ? 1 : 0;
      depth -= ")]".indexOf(text.charAt(offset)) >= 0 ? 1 : 0;
      offset++;
    }
    String item = text.substring(begin, offset).stripTrailing();
    if (item.isEmpty()) {
      throw unexpected(what);
    }
    return item;
  }

  /** Reads an integer expression. */
  public Expression expression() {
    return new ExpressionParser(this).parse();
  }

  /** Reads all that is left, trimmed. */
  public String rest() {
    skipSpaces();
    String rest = text.substring(offset).stripTrailing();
    offset = text.length();
    return rest;
  }

  /** Checks that nothing is left. */
  public void end(String expected) {
    if (!atEnd()) {
      throw unexpected(expected);
    }
  }

  /** Returns the problem that the next token is not what was expected. */
  public SourceException unexpected(String expected) {
    return new SourceException(position(), "found " + next() + ", expected " + expected);
  }

  int mark() {
    return offset;
  }

  void reset(int mark) {
    offset = mark;
  }

  /** Returns the character after the spaces, or empty at the end. */
  Optional<Character> peek() {
    return atEnd() ? Optional.empty() : Optional.of(text.charAt(offset));
  }

  private String next() {
    if (atEnd()) {
      return "the end of the line";
    }
    int end = offset + 1;
    if (continuesName(text.charAt(offset))) {
      while (end < text.length() && continuesName(text.charAt(end))) {
        end++;
      }
    }
    return "'" + text.substring(offset, end) + "'";
  }

  private SourcePosition positionAt(int index) {
    return start.column() == 0
        ? start
        : new SourcePosition(start.file(), start.line(), start.column() + index);
  }

  private boolean continuesNumber(int begin) {
    char c = text.charAt(offset);
    boolean afterExponent = offset > begin && "eE".indexOf(text.charAt(offset - 1)) >= 0;
    return isDigit(c) || ".eE".indexOf(c) >= 0 || (afterExponent && "+-".indexOf(c) >= 0);
  }

  private void skipSpaces() {
    while (offset < text.length() && Character.isWhitespace(text.charAt(offset))) {
      offset++;
    }
  }

  static boolean startsName(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean continuesName(char c) {
    return startsName(c) || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
