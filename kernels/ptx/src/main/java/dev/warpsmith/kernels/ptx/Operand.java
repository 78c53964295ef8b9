package dev.warpsmith.kernels.ptx;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** An operand of an instruction; {@code toString} gives PTX. */
public sealed interface Operand {

  /** A register, or a special register such as {@code %tid.x}. */
  record Register(String name) implements Operand {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An integer constant; 64 bits, unsigned above 2⁶³. */
  record IntegerConstant(long value) implements Operand {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A single-precision constant, by its bits. */
  record FloatConstant(int bits) implements Operand {
    @Override
    public String toString() {
      return String.format("0f%08X", bits);
    }
  }

  /** A double-precision constant, by its bits. */
  record DoubleConstant(long bits) implements Operand {
    @Override
    public String toString() {
      return String.format("0d%016X", bits);
    }
  }

  /** A variable, function, parameter or label, with a byte offset. */
  record Symbol(String name, long offset) implements Operand {
    @Override
    public String toString() {
      return offset == 0 ? name : name + "+" + offset;
    }
  }

  /** A memory operand {@code [base+offset]}; {@code coordinates} for tensor copies. */
  record Address(Operand base, long offset, Optional<Operand> coordinates) implements Operand {
    @Override
    public String toString() {
      String place = offset == 0 ? base.toString() : base + "+" + offset;
      return "[" + place + coordinates.map(c -> ", " + c).orElse("") + "]";
    }
  }

  /** A vector {@code {%f1, %f2}}. */
  record Vector(List<Operand> elements) implements Operand {
    /** Copies the elements. */
    public Vector {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return elements.stream().map(Operand::toString).collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /** Two destinations {@code %p|%q}. */
  record Pair(Operand first, Operand second) implements Operand {
    @Override
    public String toString() {
      return first + "|" + second;
    }
  }

  /** A negated predicate {@code !%p}. */
  record Not(Operand predicate) implements Operand {
    @Override
    public String toString() {
      return "!" + predicate;
    }
  }

  /** The sink {@code _}: a result that is not wanted. */
  record Sink() implements Operand {
    @Override
    public String toString() {
      return "_";
    }
  }

  /** The arguments or results of a call. */
  record Arguments(List<Operand> values) implements Operand {
    /** Copies the values. */
    public Arguments {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return values.stream().map(Operand::toString).collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /** Makes a memory operand without coordinates. */
  static Address address(Operand base, long offset) {
    return new Address(Objects.requireNonNull(base), offset, Optional.empty());
  }
}
