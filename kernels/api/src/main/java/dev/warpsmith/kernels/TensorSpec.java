package dev.warpsmith.kernels;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor's name, element type and shape, as in {@code x: f32[rows, cols]}. Row-major and
 * contiguous; a shape of no dims is a 0-d tensor of one element.
 */
public record TensorSpec(String name, DType dtype, List<Expression> shape) {
  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /**
   * Parses {@code x: f32[rows, cols]}.
   *
   * @param position of the text's first character
   * @throws SourceException if the text is anything else
   */
  public static TensorSpec parse(String text, SourcePosition position) {
    SourceCursor cursor = new SourceCursor(text, position);
    TensorSpec tensor = TensorDeclaration.tensor(cursor);
    cursor.end("the end of the line after the type and shape");
    return tensor;
  }

  /** Returns the lengths of the dims. */
  public long[] shape(Bindings bindings) {
    return shape.stream().mapToLong(dim -> dim.evaluate(bindings)).toArray();
  }

  /** Returns the number of elements. */
  public long elements(Bindings bindings) {
    long product = 1;
    for (long length : shape(bindings)) {
      product = Math.multiplyExact(product, length);
    }
    return product;
  }

  /** Returns the size in bytes. */
  public long bytes(Bindings bindings) {
    return Math.multiplyExact(elements(bindings), (long) dtype.bytes());
  }

  @Override
  public String toString() {
    return name
        + ": "
        + dtype.directiveName()
        + shape.stream().map(Expression::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
