package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an instruction reads, writes and is made of, as far as all translations need it. */
final class Shapes {
  /** The carry flag, handled as a register. */
  static final String CARRY = "%cc.cf";

  private static final Set<String> NO_DESTINATION =
      Set.of(
          "st",
          "red",
          "bra",
          "brx",
          "bar",
          "barrier",
          "ret",
          "exit",
          "call",
          "membar",
          "fence",
          "prefetch",
          "prefetchu",
          "trap",
          "brkpt",
          "nanosleep",
          "cp",
          "discard",
          "stmatrix",
          "pmevent",
          "setmaxnreg",
          "griddepcontrol",
          "applypriority",
          "stackrestore");
  private static final Set<String> WARP_LEVEL =
      Set.of(
          "shfl",
          "vote",
          "match",
          "redux",
          "bar",
          "barrier",
          "activemask",
          "mma",
          "wmma",
          "ldmatrix",
          "movmatrix",
          "stmatrix",
          "elect",
          "mbarrier",
          "membar",
          "fence",
          "mapa",
          "getctarank",
          "nanosleep",
          "setmaxnreg",
          "call",
          "trap",
          "brkpt",
          "alloca",
          "stacksave",
          "stackrestore");

  private Shapes() {}

  /** Returns the last type among the modifiers: the type of what is loaded, stored or computed. */
  static ScalarType type(Instruction i) {
    for (int k = i.modifiers().size() - 1; k >= 0; k--) {
      Optional<ScalarType> type = ScalarType.find(i.modifiers().get(k));
      if (type.isPresent()) {
        return type.get();
      }
    }
    throw UnsupportedPtxException.of(i, "it names no type");
  }

  /** Returns all types among the modifiers in order. */
  static List<ScalarType> types(Instruction i) {
    return i.modifiers().stream().flatMap(m -> ScalarType.find(m).stream()).toList();
  }

  /** Tells whether the lanes of a warp act together, so that the instruction ends a block. */
  static boolean warpLevel(Instruction i) {
    boolean asyncArrive = i.opcode().equals("cp") && i.has("mbarrier");
    return asyncArrive || WARP_LEVEL.contains(i.opcode());
  }

  /** Tells whether the first operand is written. */
  static boolean hasDestination(Instruction i) {
    if (i.opcode().equals("mbarrier")) {
      return !(i.operands().get(0) instanceof Operand.Address);
    }
    if (i.opcode().equals("bar") || i.opcode().equals("barrier")) {
      return i.has("red");
    }
    if (i.opcode().equals("wmma")) {
      return !i.has("store");
    }
    if (i.opcode().equals("call")) {
      return i.has("builtin");
    }
    return !NO_DESTINATION.contains(i.opcode());
  }

  /** Returns the registers that an instruction writes. */
  static List<String> definitions(Instruction i) {
    List<String> names = new ArrayList<>();
    if (hasDestination(i) && !i.operands().isEmpty()) {
      collect(i.operands().get(0), names);
    }
    if (i.has("cc")) {
      names.add(CARRY);
    }
    return names;
  }

  /** Returns the registers that an instruction reads, its guard's included. */
  static List<String> uses(Instruction i) {
    List<String> names = new ArrayList<>();
    i.guard().ifPresent(g -> names.add(g.register()));
    for (int k = hasDestination(i) ? 1 : 0; k < i.operands().size(); k++) {
      collect(i.operands().get(k), names);
    }
    if (i.opcode().endsWith("c") && Set.of("addc", "subc", "madc").contains(i.opcode())) {
      names.add(CARRY);
    }
    return names;
  }

  private static void collect(Operand operand, List<String> names) {
    if (operand instanceof Operand.Register register) {
      if (!SpecialRegister.isSpecial(register.name())) {
        names.add(register.name());
      }
    } else if (operand instanceof Operand.Address address) {
      collect(address.base(), names);
      address.coordinates().ifPresent(c -> collect(c, names));
    } else if (operand instanceof Operand.Vector vector) {
      vector.elements().forEach(e -> collect(e, names));
    } else if (operand instanceof Operand.Pair pair) {
      collect(pair.first(), names);
      collect(pair.second(), names);
    } else if (operand instanceof Operand.Not not) {
      collect(not.predicate(), names);
    }
  }
}
