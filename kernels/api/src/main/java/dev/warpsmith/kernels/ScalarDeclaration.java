package dev.warpsmith.kernels;

/**
 * A scalar input as a directive declares it: {@code alpha: f32 = 0.5}.
 *
 * @param value what it is unless a run says otherwise
 */
public record ScalarDeclaration(String name, DType dtype, double value) {

  /**
   * Parses a declaration.
   *
   * @param position of the text's first character
   * @throws SourceException if the text is no declaration, or an integer type has a fraction
   */
  public static ScalarDeclaration parse(String text, SourcePosition position) {
    SourceCursor cursor = new SourceCursor(text, position);
    String name = Names.declared(cursor, "the scalar's name, as in alpha: f32 = 0.5");
    cursor.expect(":", "and a type after the scalar's name, as in " + name + ": f32 = 0.5");
    DType dtype = TensorDeclaration.dtype(cursor);
    cursor.expect("=", "and a value, as in " + name + ": f32 = 0.5");
    SourcePosition at = cursor.position();
    double value = cursor.number("a number such as 0.5");
    cursor.end("the end of the line after the value");
    if (!dtype.floating() && value != Math.rint(value)) {
      throw new SourceException(
          at, "value " + value + " is no integer, but the type is " + dtype.directiveName());
    }
    return new ScalarDeclaration(name, dtype, value);
  }

  @Override
  public String toString() {
    return name + ": " + dtype.directiveName() + " = " + value;
  }
}
