package dev.warpsmith.kernels.ptx;

import java.util.List;
import java.util.stream.Collectors;

/** An initial value of a variable; {@code toString} gives PTX. */
public sealed interface Initializer {

  /** A constant. */
  record Constant(Operand value) implements Initializer {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  /**
   * The address of a variable or function.
   *
   * @param generic whether it is the generic address
   * @param mask the bits that are stored; all for the whole address
   */
  record AddressOf(String symbol, long offset, boolean generic, long mask) implements Initializer {
    @Override
    public String toString() {
      String inner = generic ? "generic(" + symbol + ")" : symbol;
      inner = offset == 0 ? inner : inner + "+" + offset;
      return mask == -1 ? inner : "0x" + Long.toHexString(mask) + "(" + inner + ")";
    }
  }

  /** A list in braces. */
  record Elements(List<Initializer> values) implements Initializer {
    /** Copies the values. */
    public Elements {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return values.stream().map(Initializer::toString).collect(Collectors.joining(", ", "{", "}"));
    }
  }
}
