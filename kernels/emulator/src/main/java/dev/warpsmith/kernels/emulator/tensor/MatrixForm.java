package dev.warpsmith.kernels.emulator.tensor;

import java.util.Optional;
import java.util.Set;

/**
 * The shape and types of one matrix instruction, as PTX names them.
 *
 * @param shape with k in elements
 */
public record MatrixForm(
    Shape shape, MatrixElement d, MatrixElement a, MatrixElement b, MatrixElement c) {
  private static final Shape QUAD_PAIRS = new Shape(8, 8, 4, 1);
  private static final Set<String> SQUARE = Set.of("m16n16k16", "m32n8k16", "m8n32k16");

  /** Tells whether {@code mma} has the form (PTX ISA, "mma"). */
  public boolean isMma() {
    boolean shapes =
        switch (a) {
          case F16 -> is("m8n8k4", "m16n8k8", "m16n8k16");
          case BF16 -> is("m16n8k8", "m16n8k16");
          case TF32 -> is("m16n8k4", "m16n8k8");
          case E4M3, E5M2 -> is("m16n8k16", "m16n8k32");
          case F64 -> is("m8n8k4", "m16n8k4", "m16n8k8", "m16n8k16");
          case S8, U8 -> is("m8n8k16", "m16n8k16", "m16n8k32");
          case S4, U4 -> is("m8n8k32", "m16n8k32", "m16n8k64");
          case B1 -> is("m8n8k128", "m16n8k128", "m16n8k256");
          case F32, S32 -> false;
        };
    return shapes && types() && (c == d || shape.equals(QUAD_PAIRS));
  }

  /** Tells whether {@code wmma} has the form (PTX ISA, "wmma.mma"). */
  public boolean isWmma() {
    return wmmaShape(shape, a) && types() && (a == b);
  }

  /** Tells whether {@code wmma} has multiplicands of a type in a shape. */
  public static boolean wmmaShape(Shape shape, MatrixElement multiplicand) {
    String name = shape.toString();
    return switch (multiplicand) {
      case F16, BF16, S8, U8 -> SQUARE.contains(name);
      case TF32 -> name.equals("m16n16k8");
      case F64 -> name.equals("m8n8k4");
      case S4, U4 -> name.equals("m8n8k32");
      case B1 -> name.equals("m8n8k128");
      case E4M3, E5M2, F32, S32 -> false;
    };
  }

  private boolean is(String... names) {
    return Set.of(names).contains(shape.toString());
  }

  private boolean types() {
    return switch (a) {
      case F16 -> b == a && narrow(c) && narrow(d);
      case BF16, TF32 -> b == a && c == MatrixElement.F32 && d == c;
      case E4M3, E5M2 ->
          (b == MatrixElement.E4M3 || b == MatrixElement.E5M2) && narrow(c) && narrow(d);
      case F64 -> b == a && c == a && d == a;
      case S8, U8 -> (b == MatrixElement.S8 || b == MatrixElement.U8) && integers();
      case S4, U4 -> (b == MatrixElement.S4 || b == MatrixElement.U4) && integers();
      case B1 -> b == a && integers();
      case F32, S32 -> false;
    };
  }

  private static boolean narrow(MatrixElement accumulator) {
    return accumulator == MatrixElement.F16 || accumulator == MatrixElement.F32;
  }

  private boolean integers() {
    return c == MatrixElement.S32 && d == MatrixElement.S32;
  }

  private boolean quadPairs() {
    return shape.equals(QUAD_PAIRS) && a == MatrixElement.F16;
  }

  /** Returns where A's elements lie; {@code rows} is whether the instruction takes A by rows. */
  public FragmentLayout layoutA(boolean rows) {
    return quadPairs()
        ? FragmentLayout.quadPairMultiplicand(rows)
        : multiplicand(shape.m(), shape.k(), a);
  }

  /** Returns where B's elements lie; {@code columns} is whether it takes B by columns. */
  public FragmentLayout layoutB(boolean columns) {
    return quadPairs()
        ? FragmentLayout.quadPairMultiplicand(columns)
        : multiplicand(shape.n(), shape.k(), b);
  }

  /** Returns the layout of a multiplicand with {@code lines} rows of A or columns of B. */
  public static FragmentLayout multiplicand(int lines, int k, MatrixElement element) {
    int units = k / element.perUnit();
    return FragmentLayout.grouped(lines, units, element.perRegister(), element.perRegister());
  }

  /** Returns where C's elements lie. */
  public FragmentLayout layoutC() {
    return accumulator(c);
  }

  /** Returns where D's elements lie. */
  public FragmentLayout layoutD() {
    return accumulator(d);
  }

  private FragmentLayout accumulator(MatrixElement element) {
    if (quadPairs()) {
      return element == MatrixElement.F16
          ? FragmentLayout.quadPairHalfAccumulator()
          : FragmentLayout.quadPairAccumulator();
    }
    return accumulator(shape, element);
  }

  /** Returns the layout of an accumulator. */
  public static FragmentLayout accumulator(Shape shape, MatrixElement element) {
    return FragmentLayout.grouped(shape.m(), shape.n(), 2, element.perRegister());
  }

  /**
   * Returns the arithmetic.
   *
   * @param saturating whether integer sums are clamped
   * @param conjunction whether single bits are combined with {@code .and}
   */
  public MatrixProduct product(boolean saturating, boolean conjunction) {
    boolean halfC = c == MatrixElement.F16;
    boolean halfD = d == MatrixElement.F16;
    if (quadPairs()) {
      return new SoftwareProduct(halfC, halfD);
    }
    Optional<ElementFormat> formatA = a.format();
    Optional<ElementFormat> formatB = b.format();
    if (formatA.isPresent() && formatB.isPresent()) {
      return new FloatProduct(shape, formatA.get(), formatB.get(), halfC, halfD);
    }
    if (a == MatrixElement.F64) {
      return new DoubleProduct(shape);
    }
    if (a == MatrixElement.B1) {
      return new BitProduct(shape.withK(shape.k() / 32), conjunction);
    }
    return new IntegerProduct(shape, a.bits(), signed(a), signed(b), saturating);
  }

  private static boolean signed(MatrixElement element) {
    return element == MatrixElement.S8 || element == MatrixElement.S4;
  }
}
