package dev.warpsmith.kernels.emulator.tensor;

/**
 * How the lanes of a warp share the loading or storing of a matrix.
 *
 * <p>Memory holds the matrix in lines. In each access every lane moves a few neighbouring elements
 * of a line: those of one register where a register's elements are neighbours in memory. 16-bit
 * elements that are not are moved in pairs across the fragment, as {@code ldmatrix.trans} does;
 * others one by one.
 */
public final class MemoryPattern {
  private final int together;
  private final int lines;
  private final int length;
  private final int[] firsts;
  private final int[] places;

  /**
   * Makes a pattern.
   *
   * @param firsts by access and lane the first element's place in memory, line by line
   */
  private MemoryPattern(int together, int lines, int length, boolean transposed, int[] firsts) {
    this.together = together;
    this.lines = lines;
    this.length = length;
    this.firsts = firsts;
    this.places = new int[firsts.length * together];
    for (int k = 0; k < places.length; k++) {
      int place = firsts[k / together] + k % together;
      places[k] = transposed ? place % length * lines + place / length : place;
    }
  }

  /**
   * Returns the pattern of a multiplicand.
   *
   * @param rows of A, columns of B
   * @param k in elements
   * @param transposed whether memory holds, line by line, the elements of one k
   */
  public static MemoryPattern multiplicand(
      int rows, int k, MatrixElement element, boolean transposed) {
    int units = k / element.perUnit();
    int together = element.perRegister();
    if (transposed && element.bits() == 16) {
      FragmentLayout across = FragmentLayout.grouped(units, rows, together, 1);
      return new MemoryPattern(together, units, rows, true, firsts(across, units * rows, together));
    }
    return along(
        FragmentLayout.grouped(rows, units, together, 1), rows, units, together, transposed);
  }

  /**
   * Returns the pattern of an accumulator.
   *
   * @param transposed whether memory holds it column by column
   */
  public static MemoryPattern accumulator(Shape shape, boolean transposed) {
    FragmentLayout layout = FragmentLayout.grouped(shape.m(), shape.n(), 2, 1);
    return along(layout, shape.m(), shape.n(), 2, transposed);
  }

  /** Makes a pattern in which a lane moves what its registers hold. */
  private static MemoryPattern along(
      FragmentLayout layout, int rows, int columns, int neighbours, boolean transposed) {
    if (!transposed) {
      int[] firsts = firsts(layout, rows * columns, neighbours);
      return new MemoryPattern(neighbours, rows, columns, false, firsts);
    }
    int[] firsts = firsts(layout, rows * columns, 1);
    for (int k = 0; k < firsts.length; k++) {
      firsts[k] = firsts[k] % columns * rows + firsts[k] / columns;
    }
    return new MemoryPattern(1, columns, rows, true, firsts);
  }

  private static int[] firsts(FragmentLayout layout, int elements, int together) {
    int[] firsts = new int[elements / together];
    for (int k = 0; k < firsts.length; k++) {
      int lane = k % FragmentLayout.LANES;
      firsts[k] = layout.place(k / FragmentLayout.LANES * together, lane, 0);
    }
    return firsts;
  }

  /** Returns how many elements a lane moves in one access. */
  public int together() {
    return together;
  }

  /** Returns the number of accesses. */
  public int accesses() {
    return firsts.length / FragmentLayout.LANES;
  }

  /** Returns the number of lines in memory. */
  public int lines() {
    return lines;
  }

  /** Returns the elements of a line. */
  public int length() {
    return length;
  }

  /** Returns the distance of an access's first element from the matrix's first, in elements. */
  public long distance(int access, int lane, long stride) {
    int first = firsts[access * FragmentLayout.LANES + lane];
    return first / length * stride + first % length;
  }

  /** Returns the index, in {@link Matrices}' order, of an element of an access. */
  public int place(int access, int lane, int element) {
    return places[(access * FragmentLayout.LANES + lane) * together + element];
  }
}
