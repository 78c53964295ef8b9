package dev.warpsmith.kernels.ptx;

import java.util.ArrayList;
import java.util.List;

/** Cuts PTX text into tokens; comments vanish. */
final class Lexer {
  private final String text;
  private int position;
  private int line = 1;
  private int lineStart;

  Lexer(String text) {
    this.text = text;
  }

  List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    for (skipSpace(); position < text.length(); skipSpace()) {
      tokens.add(next());
    }
    tokens.add(new Token(Token.Kind.END, "", line, position - lineStart + 1));
    return tokens;
  }

  private void skipSpace() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\n') {
        line++;
        lineStart = position + 1;
        position++;
      } else if (Character.isWhitespace(c) || c == 0) {
        position++;
      } else if (text.startsWith("//", position) || c == '#') {
        skipTo("\n", 0);
      } else if (text.startsWith("/*", position)) {
        skipTo("*/", 2);
      } else {
        return;
      }
    }
  }

  private void skipTo(String end, int beyond) {
    int found = text.indexOf(end, position);
    int stop = found < 0 ? text.length() : found + beyond;
    while (position < stop) {
      if (text.charAt(position++) == '\n') {
        line++;
        lineStart = position;
      }
    }
  }

  private Token next() {
    char c = text.charAt(position);
    int start = position;
    if (wordStart(c)) {
      return word(Token.Kind.WORD, start);
    }
    if (c == '.' && position + 1 < text.length() && wordPart(text.charAt(position + 1))) {
      position++;
      return directive(start);
    }
    if (Character.isDigit(c)) {
      return number(start);
    }
    if (c == '"') {
      return string(start);
    }
    position++;
    return new Token(Token.Kind.PUNCTUATION, String.valueOf(c), line, start - lineStart + 1);
  }

  private Token word(Token.Kind kind, int start) {
    int from = position;
    while (position < text.length() && wordPart(text.charAt(position))) {
      position++;
    }
    return new Token(kind, text.substring(from, position), line, start - lineStart + 1);
  }

  private Token directive(int start) {
    int from = position;
    while (position < text.length()
        && (wordPart(text.charAt(position)) || qualifier(position) || qualifier(position - 1))) {
      position++;
    }
    return new Token(
        Token.Kind.DIRECTIVE, text.substring(from, position), line, start - lineStart + 1);
  }

  private boolean qualifier(int at) {
    return text.startsWith("::", at);
  }

  private Token number(int start) {
    while (position < text.length() && Character.isLetterOrDigit(text.charAt(position))) {
      position++;
    }
    if (position + 1 < text.length()
        && text.charAt(position) == '.'
        && Character.isDigit(text.charAt(position + 1))) {
      position++;
      while (position < text.length() && numberTail(position)) {
        position++;
      }
    }
    String digits = text.substring(start, position);
    return new Token(Token.Kind.NUMBER, digits, line, start - lineStart + 1);
  }

  private boolean numberTail(int at) {
    char c = text.charAt(at);
    char before = text.charAt(at - 1);
    boolean sign = (c == '-' || c == '+') && (before == 'e' || before == 'E');
    return Character.isLetterOrDigit(c) || sign;
  }

  private Token string(int start) {
    int end = text.indexOf('"', start + 1);
    if (end < 0) {
      throw new PtxSyntaxException(line, start - lineStart + 1, "a string has no end");
    }
    position = end + 1;
    return new Token(
        Token.Kind.STRING, text.substring(start + 1, end), line, start - lineStart + 1);
  }

  private static boolean wordStart(char c) {
    return Character.isLetter(c) || c == '_' || c == '$' || c == '%';
  }

  private static boolean wordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '%';
  }
}
