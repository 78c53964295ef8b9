package dev.warpsmith.kernels;

/** Parses lists of dims: {@code rows = 4096, cols = 4 * rows}. */
public final class Dims {
  private Dims() {}

  /**
   * Parses a whole text. A value is an integer expression that may use the dims before it.
   *
   * @param position of the text's first character
   * @throws SourceException if the text is no such list, a dim is given twice, or a value is not at
   *     least 1
   */
  public static Bindings parse(String text, SourcePosition position) {
    return parse(new SourceCursor(text, position));
  }

  /** Parses all that is left of a line. */
  public static Bindings parse(SourceCursor cursor) {
    Bindings dims = Bindings.none();
    do {
      SourcePosition at = cursor.position();
      String name = Names.declared(cursor, "a dim, as in rows = 4096");
      if (dims.find(name).isPresent()) {
        throw new SourceException(at, "dim '" + name + "' is given twice; remove one");
      }
      cursor.expect("=", "and a size after the dim's name, as in " + name + " = 4096");
      dims = dims.with(name, size(name, cursor, dims));
    } while (cursor.accept(","));
    cursor.end("',' and another dim, or the end of the line");
    return dims;
  }

  private static long size(String name, SourceCursor cursor, Bindings before) {
    SourcePosition at = cursor.position();
    Expression expression = cursor.expression();
    long size;
    try {
      size = expression.evaluate(before);
    } catch (IllegalArgumentException e) {
      throw new SourceException(at, "dim " + name + ": " + e.getMessage());
    }
    if (size < 1) {
      throw new SourceException(at, "dim " + name + " is " + size + ", expected 1 or more");
    }
    return size;
  }
}
