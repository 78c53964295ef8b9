package dev.warpsmith.kernels.ptx;

import java.util.List;

/** A cursor over tokens with the checks that every parser needs. */
final class TokenStream {
  /** Levels of braces; what compilers write has a handful. */
  private static final int DEEPEST = 200;

  private final List<Token> tokens;
  private int position;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(position);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(position + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(position);
    if (token.kind() != Token.Kind.END) {
      position++;
    }
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  /** Takes the punctuation if it comes next. */
  boolean accept(String punctuation) {
    if (peek().is(punctuation)) {
      next();
      return true;
    }
    return false;
  }

  /** Takes the directive if it comes next. */
  boolean acceptDirective(String name) {
    if (peek().directive(name)) {
      next();
      return true;
    }
    return false;
  }

  void expect(String punctuation) {
    if (!accept(punctuation)) {
      throw error("expected '" + punctuation + "' but found " + peek().shown());
    }
  }

  String word(String what) {
    return text(Token.Kind.WORD, what);
  }

  String text(Token.Kind kind, String what) {
    if (peek().kind() != kind) {
      throw error("expected " + what + " but found " + peek().shown());
    }
    return next().text();
  }

  /** Takes an integer, with a minus sign if one stands before it. */
  long integer() {
    boolean negative = accept("-");
    String digits = text(Token.Kind.NUMBER, "a number");
    try {
      long value = Numbers.integer(digits);
      return negative ? -value : value;
    } catch (NumberFormatException e) {
      throw error("'" + digits + "' is not an integer");
    }
  }

  /**
   * Takes an integer that counts something.
   *
   * @param what it is, for the message
   * @param most that makes sense
   */
  int size(String what, int most) {
    long value = integer();
    if (value < 0 || value > most) {
      throw error(what + " " + value + " is not between 0 and " + most);
    }
    return (int) value;
  }

  /** Takes a constant operand. */
  Operand constant(String what) {
    boolean negative = accept("-");
    String digits = text(Token.Kind.NUMBER, what);
    try {
      return Numbers.constant(digits, negative);
    } catch (NumberFormatException e) {
      throw error("'" + digits + "' is not a constant");
    }
  }

  /** Takes everything up to a closing parenthesis, and that. */
  void skipPastParenthesis() {
    while (!accept(")")) {
      if (atEnd()) {
        throw error("a parenthesis has no ')'");
      }
      next();
    }
  }

  /** Enters something that may hold things of its kind; {@link #leave} must follow. */
  void enter() {
    if (++depth > DEEPEST) {
      throw error("more than " + DEEPEST + " levels stand inside each other");
    }
  }

  void leave() {
    depth--;
  }

  PtxSyntaxException error(String message) {
    return new PtxSyntaxException(peek().line(), peek().column(), message);
  }
}
