package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many low bits of each register are zero in every execution, as far as a compiler that looks
 * at shifts, products and sums can prove.
 */
final class KnownAlignment {
  /** More zero bits than these are of no interest: no access is wider than 16 bytes. */
  private static final int MOST = 6;

  private final FlatKernel kernel;
  private final Map<String, Integer> zeros = new HashMap<>();

  KnownAlignment(FlatKernel kernel) {
    this.kernel = kernel;
    boolean lowered;
    do {
      lowered = false;
      for (Instruction i : kernel.code()) {
        lowered |= define(i);
      }
    } while (lowered);
  }

  /** Returns how many low bits of an address without its offset are zero; at most 6. */
  int zeros(Operand.Address address) {
    return zeros(address.base());
  }

  /** Returns how many low bits of a register are zero whenever one definition did not run last. */
  int zerosWithout(String register, Instruction without) {
    int zeros = MOST;
    for (Instruction i : kernel.code()) {
      List<String> definitions = Shapes.definitions(i);
      if (!i.equals(without) && definitions.contains(register)) {
        zeros = Math.min(zeros, definitions.size() == 1 ? result(i) : 0);
      }
    }
    return zeros;
  }

  /** A register is as aligned as the worst of its definitions. */
  private boolean define(Instruction i) {
    List<String> definitions = Shapes.definitions(i);
    if (definitions.isEmpty()) {
      return false;
    }
    int known = definitions.size() == 1 ? result(i) : 0;
    boolean lowered = false;
    for (String register : definitions) {
      int before = zeros.getOrDefault(register, MOST);
      zeros.put(register, Math.min(before, known));
      lowered |= known < before;
    }
    return lowered;
  }

  private int result(Instruction i) {
    List<Operand> o = i.operands();
    return switch (i.opcode()) {
      case "mov", "cvta" -> o.size() == 2 ? zeros(o.get(1)) : 0;
      case "cvt" -> i.modifiers().stream().allMatch(KnownAlignment::integer) ? zeros(o.get(1)) : 0;
      case "add", "sub", "or", "xor" -> Math.min(zeros(o.get(1)), zeros(o.get(2)));
      case "selp" -> Math.min(zeros(o.get(1)), zeros(o.get(2)));
      case "and" -> Math.max(zeros(o.get(1)), zeros(o.get(2)));
      case "shl" -> shifted(o);
      case "mul" -> i.has("hi") ? 0 : product(o);
      case "mad" -> i.has("hi") ? 0 : Math.min(product(o), zeros(o.get(3)));
      default -> 0;
    };
  }

  private static boolean integer(String modifier) {
    return modifier.matches("[usb](8|16|32|64)");
  }

  private int product(List<Operand> operands) {
    return Math.min(MOST, zeros(operands.get(1)) + zeros(operands.get(2)));
  }

  private int shifted(List<Operand> operands) {
    long by = operands.get(2) instanceof Operand.IntegerConstant constant ? constant.value() : 0;
    return (int) Math.min(MOST, zeros(operands.get(1)) + Math.min(MOST, by));
  }

  /** Returns how many low bits of an operand are zero; at most 6. */
  int zeros(Operand operand) {
    if (operand instanceof Operand.IntegerConstant constant) {
      return Math.min(MOST, Long.numberOfTrailingZeros(constant.value()));
    }
    if (operand instanceof Operand.Symbol symbol) {
      SymbolAddress place = kernel.symbols().get(symbol.name());
      return place == null
          ? 0
          : Math.min(MOST, Long.numberOfTrailingZeros(place.value() + symbol.offset()));
    }
    boolean register =
        operand instanceof Operand.Register r && !SpecialRegister.isSpecial(r.name());
    return register ? zeros.getOrDefault(((Operand.Register) operand).name(), MOST) : 0;
  }
}
