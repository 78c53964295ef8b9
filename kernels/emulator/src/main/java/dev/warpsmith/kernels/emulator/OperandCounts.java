package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.HashMap;
import java.util.Map;

/**
 * The fewest operands of each instruction (PTX ISA, chapter "Instruction Set"), checked before
 * anything looks at them.
 */
final class OperandCounts {
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

  private OperandCounts() {}

  private static void fewest(int count, String... opcodes) {
    for (String opcode : opcodes) {
      FEWEST.put(opcode, count);
    }
  }

  /**
   * Checks one instruction.
   *
   * @throws UnsupportedPtxException if it has too few operands
   */
  static void check(Instruction i) {
    int fewest = fewest(i);
    if (i.operands().size() < fewest) {
      throw UnsupportedPtxException.of(
          i, "it has " + i.operands().size() + " operands, at least " + fewest + " are needed");
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
