package dev.warpsmith.kernels;

import java.util.Objects;

/**
 * A place in a source file, printed as {@code file:line:column}.
 *
 * @param file the file as the user named it
 * @param line 1-based
 * @param column 1-based; 0 when only the line is known
 */
public record SourcePosition(String file, int line, int column) {
  public SourcePosition {
    Objects.requireNonNull(file, "file");
    if (line < 0 || column < 0) {
      throw new IllegalArgumentException("line " + line + ", column " + column + ": below zero");
    }
  }

  /** Returns the position of a whole line. */
  public static SourcePosition ofLine(String file, int line) {
    return new SourcePosition(file, line, 0);
  }

  @Override
  public String toString() {
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
