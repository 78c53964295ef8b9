package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.AccessSite;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.List;
import java.util.Set;

/** What a memory instruction's modifiers say. */
final class MemoryShapes {
  private static final Set<String> FLOATS = Set.of("f16", "f16x2", "bf16", "bf16x2", "f32", "f64");
  private static final Set<String> CACHE_OPERATORS =
      Set.of("ca", "cg", "cs", "lu", "cv", "wb", "wt");

  private MemoryShapes() {}

  /** Tells whether the instruction reads or writes memory lane by lane. */
  static boolean isAccess(Instruction i) {
    return switch (i.opcode()) {
      case "ld", "ldu", "st", "atom", "red" -> true;
      default -> false;
    };
  }

  /** Returns the operands without a trailing cache policy. */
  static List<Operand> values(Instruction i) {
    List<Operand> all = i.operands();
    return i.has("L2::cache_hint") ? all.subList(0, all.size() - 1) : all;
  }

  /** Returns the address operand. */
  static Operand.Address address(Instruction i) {
    for (Operand operand : i.operands()) {
      if (operand instanceof Operand.Address address) {
        return address;
      }
    }
    throw UnsupportedPtxException.of(i, "it has no address");
  }

  static SymbolAddress.Space space(Instruction i, FlatKernel kernel) {
    if (i.has("async") || i.has("bulk")) {
      throw UnsupportedPtxException.of(i);
    }
    for (String modifier : i.modifiers()) {
      switch (modifier) {
        case "global" -> {
          return SymbolAddress.Space.GLOBAL;
        }
        case "const" -> {
          return SymbolAddress.Space.CONST;
        }
        case "shared", "shared::cta", "shared::cluster" -> {
          return SymbolAddress.Space.SHARED;
        }
        case "local" -> {
          return SymbolAddress.Space.LOCAL;
        }
        case "param", "param::entry", "param::func" -> {
          return parameterSpace(i, kernel);
        }
        default -> {}
      }
    }
    return SymbolAddress.Space.GENERIC;
  }

  /** Arguments of inlined functions that were not promoted to registers lie in local memory. */
  private static SymbolAddress.Space parameterSpace(Instruction i, FlatKernel kernel) {
    if (address(i).base() instanceof Operand.Symbol symbol) {
      SymbolAddress place = kernel.symbols().get(symbol.name());
      if (place == null) {
        throw UnsupportedPtxException.of(i, "parameter " + symbol.name() + " is not defined");
      }
      return place.space();
    }
    return SymbolAddress.Space.GENERIC;
  }

  /** Returns how many elements a vector access moves. */
  static int elements(Instruction i) {
    for (Operand operand : i.operands()) {
      if (operand instanceof Operand.Vector vector) {
        return vector.elements().size();
      }
    }
    return 1;
  }

  static AccessSite site(int id, Instruction i, UniformRegisters uniform) {
    String cache = i.modifiers().stream().filter(CACHE_OPERATORS::contains).findFirst().orElse("");
    return new AccessSite(id, bytes(i), kind(i), cache, i.has("nc"), atomic(i, uniform), i.place());
  }

  private static AccessSite.Atomic atomic(Instruction i, UniformRegisters uniform) {
    if (!i.opcode().equals("atom") && !i.opcode().equals("red")) {
      return AccessSite.Atomic.NONE;
    }
    if (i.modifiers().stream().anyMatch(FLOATS::contains)) {
      return AccessSite.Atomic.FLOATING_POINT;
    }
    boolean joins = i.has("add") && uniform.uniform(address(i));
    return joins ? AccessSite.Atomic.JOINED : AccessSite.Atomic.INTEGER;
  }

  /** Returns how many bytes a lane moves. */
  private static int bytes(Instruction i) {
    if (MatrixShapes.isAccess(i)) {
      return MatrixShapes.bytes(i);
    }
    if (i.opcode().equals("cp")) {
      return copied(i);
    }
    boolean wide = Shapes.type(i) == ScalarType.B128;
    return wide ? ScalarType.B128.bytes() : elements(i) * Shapes.type(i).bytes();
  }

  /** Returns how many bytes a {@code cp.async} moves. */
  static int copied(Instruction i) {
    if (i.operands().get(2) instanceof Operand.IntegerConstant size) {
      return (int) size.value();
    }
    throw UnsupportedPtxException.of(i, "its size is not a constant");
  }

  private static AccessSite.Kind kind(Instruction i) {
    return switch (i.opcode()) {
      case "st", "stmatrix" -> AccessSite.Kind.STORE;
      case "wmma" -> i.has("store") ? AccessSite.Kind.STORE : AccessSite.Kind.LOAD;
      case "atom" -> AccessSite.Kind.ATOMIC;
      case "red" -> AccessSite.Kind.REDUCTION;
      case "cp" -> AccessSite.Kind.ASYNC_COPY;
      default -> AccessSite.Kind.LOAD;
    };
  }

  /** Returns the alignment that the access must have. */
  static int alignment(Instruction i) {
    return bytes(i);
  }

  /** Tells whether an operand list has exactly these kinds; used where PTX allows more. */
  static boolean register(List<Operand> operands, int index) {
    return operands.size() > index && operands.get(index) instanceof Operand.Register;
  }
}
