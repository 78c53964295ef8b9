package dev.warpsmith.kernels.ptx;

/** Thrown where text is not PTX as understood here; the message starts with line and column. */
public final class PtxSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  PtxSyntaxException(int line, int column, String message) {
    super("PTX " + line + ":" + column + ": " + message);
    this.line = line;
    this.column = column;
  }

  /** Returns the line in the PTX text, from 1. */
  public int line() {
    return line;
  }

  /** Returns the column in the line, from 1. */
  public int column() {
    return column;
  }
}
