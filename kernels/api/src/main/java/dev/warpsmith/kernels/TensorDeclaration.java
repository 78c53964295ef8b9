package dev.warpsmith.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tensor as a directive declares it: {@code x: f32[rows, cols] ~ uniform(-1, 1)}.
 *
 * @param distribution the text after the tilde, if there is one
 */
public record TensorDeclaration(TensorSpec tensor, Optional<Distribution> distribution) {

  /**
   * How a tensor is filled, unread.
   *
   * @param position of the text's first character
   */
  public record Distribution(String text, SourcePosition position) {
    /** Returns a cursor at the start of the text. */
    public SourceCursor cursor() {
      return new SourceCursor(text, position);
    }
  }

  /**
   * Parses a declaration. The shape may be left out: {@code x: f32} is a 0-d tensor.
   *
   * @param position of the text's first character
   * @throws SourceException if the text is no declaration
   */
  public static TensorDeclaration parse(String text, SourcePosition position) {
    SourceCursor cursor = new SourceCursor(text, position);
    TensorSpec tensor = tensor(cursor);
    if (cursor.accept("~")) {
      SourcePosition begin = cursor.position();
      if (cursor.atEnd()) {
        throw cursor.unexpected("a distribution after '~', such as uniform(-1, 1)");
      }
      return new TensorDeclaration(tensor, Optional.of(new Distribution(cursor.rest(), begin)));
    }
    cursor.end("'~' and a distribution, or the end of the line");
    return new TensorDeclaration(tensor, Optional.empty());
  }

  static TensorSpec tensor(SourceCursor cursor) {
    String name = Names.declared(cursor, "the tensor's name, as in x: f32[n]");
    cursor.expect(":", "and a type after the tensor's name, as in " + name + ": f32[n]");
    DType dtype = dtype(cursor);
    List<Expression> shape = new ArrayList<>();
    if (cursor.accept("[") && !cursor.accept("]")) {
      do {
        shape.add(cursor.expression());
      } while (cursor.accept(","));
      cursor.expect("]", "to close the shape");
    }
    return new TensorSpec(name, dtype, shape);
  }

  static DType dtype(SourceCursor cursor) {
    SourcePosition position = cursor.position();
    String name = cursor.name("a type such as f32");
    try {
      return DType.parse(name);
    } catch (IllegalArgumentException e) {
      throw new SourceException(
          position, e.getMessage() + Spelling.hint(name, DType.directiveNames()));
    }
  }
}
