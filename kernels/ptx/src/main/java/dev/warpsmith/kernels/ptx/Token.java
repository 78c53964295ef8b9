package dev.warpsmith.kernels.ptx;

/**
 * A lexical token.
 *
 * @param text for {@code DIRECTIVE} without the dot, for {@code STRING} without the quotes
 */
record Token(Kind kind, String text, int line, int column) {
  enum Kind {
    /** An identifier or opcode: letters, digits, {@code _ $ %}. */
    WORD,
    /** A word after a dot, {@code ::} included. */
    DIRECTIVE,
    NUMBER,
    STRING,
    PUNCTUATION,
    END
  }

  boolean is(String punctuation) {
    return kind == Kind.PUNCTUATION && text.equals(punctuation);
  }

  boolean directive(String name) {
    return kind == Kind.DIRECTIVE && text.equals(name);
  }

  String shown() {
    return kind == Kind.END ? "the end of the text" : "'" + text + "'";
  }
}
