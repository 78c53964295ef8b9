package dev.warpsmith.kernels.ptx;

import java.util.List;

/** A cursor over tokens with the checks that every parser needs. */
final class TokenStream {
  private final List<Token> tokens;
  private int position;

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

  PtxSyntaxException error(String message) {
    return new PtxSyntaxException(peek().line(), peek().column(), message);
  }
}
