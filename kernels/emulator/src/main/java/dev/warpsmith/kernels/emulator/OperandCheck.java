package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks instructions before anything looks at their operands: how many there are at least (PTX
 * ISA, chapter "Instruction Set"), and that offsets of addresses have 32 bits (section "Addresses
 * as Operands").
 */
final class OperandCheck {
  private static final Map<String, Integer> FEWEST = new HashMap<>();

  static {
    fewest(1, "bra", "call", "nanosleep", "activemask", "mbarrier", "prefetch", "stackrestore");
    fewest(1, "stacksave");
    fewest(2, "ld", "ldu", "st", "mov", "cvt", "cvta", "isspacep", "red", "brx", "elect", "alloca");
    fewest(2, "neg", "abs", "not", "cnot", "popc", "clz", "brev", "bfind", "testp", "movmatrix");
    fewest(2, "rcp", "sqrt", "rsqrt", "sin", "cos", "lg2", "ex2", "tanh", "ldmatrix", "stmatrix");
    fewest(3, "add", "sub", "mul", "mul24", "div", "rem", "min", "max", "and", "or", "xor", "atom");
    fewest(3, "shl", "shr", "set", "setp", "copysign", "vote", "match", "redux", "addc", "subc");
    fewest(3, "wmma", "mapa");
    fewest(4, "fma", "mad", "madc", "mad24", "sad", "selp", "slct", "prmt", "shf", "bfe", "mma");
    fewest(4, "dp4a", "dp2a", "fns");
    fewest(5, "shfl", "bfi", "lop3");
  }

  private OperandCheck() {}

  private static void fewest(int count, String... opcodes) {
    for (String opcode : opcodes) {
      FEWEST.put(opcode, count);
    }
  }

  /**
   * Checks one instruction.
   *
   * @throws UnsupportedPtxException if it has too few operands, or an offset without end
   */
  static void check(Instruction i) {
    int fewest = fewest(i);
    if (i.operands().size() < fewest) {
      throw UnsupportedPtxException.of(
          i, "it has " + i.operands().size() + " operands, at least " + fewest + " are needed");
    }
    i.operands().forEach(operand -> offset(i, operand));
  }

  private static void offset(Instruction i, Operand operand) {
    long offset =
        operand instanceof Operand.Address address
            ? address.offset()
            : operand instanceof Operand.Symbol symbol ? symbol.offset() : 0;
    if (offset != (int) offset) {
      throw UnsupportedPtxException.of(i, "the offset " + offset + " has more than 32 bits");
    }
  }

  private static int fewest(Instruction i) {
    boolean barrier = i.opcode().equals("bar") || i.opcode().equals("barrier");
    if (barrier && !i.has("cluster")) {
      return i.has("red") ? 3 : 1;
    }
    if (i.opcode().equals("cp") && (i.has("global") || i.has("mbarrier"))) {
      return i.has("global") ? 3 : 1;
    }
    if (i.opcode().equals("wmma") && (i.has("load") || i.has("store"))) {
      return 2;
    }
    if (i.opcode().equals("atom") && i.has("cas")) {
      return 4;
    }
    return FEWEST.getOrDefault(i.opcode(), 0);
  }
}
