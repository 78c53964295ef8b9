package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The forms of scalar instructions that have a translation, so that a form of a later PTX is
 * refused and not taken for an older one.
 *
 * <p>An opcode that is not in the table is checked where it is translated.
 */
final class ScalarForms {
  /** Opcodes, types and operands that each form has, and its modifiers besides types. */
  private static final String TABLE =
      """
      add sub            | 1 | 3 | cc sat ftz rn rz rm rp
      addc subc          | 1 | 3 | cc
      mul                | 1 | 3 | hi lo wide ftz sat rn rz rm rp
      mad                | 1 | 4 | hi lo wide cc sat ftz rn rz rm rp
      madc               | 1 | 4 | hi lo cc
      mul24              | 1 | 3 | hi lo
      mad24              | 1 | 4 | hi lo sat
      sad                | 1 | 4 |
      div                | 1 | 3 | approx full ftz rn rz rm rp
      rem copysign       | 1 | 3 |
      abs neg            | 1 | 2 | ftz
      min max            | 1 | 3 | relu ftz NaN xorsign abs
      fma                | 1 | 4 | ftz sat relu oob rn rz rm rp
      rcp sqrt rsqrt     | 1 | 2 | approx ftz rn rz rm rp
      sin cos lg2 ex2 tanh | 1 | 2 | approx ftz
      testp              | 1 | 2 | finite infinite number notanumber normal subnormal
      popc clz brev not cnot | 1 | 2 |
      bfind              | 1 | 2 | shiftamt
      fns bfe            | 1 | 4 |
      bfi                | 1 | 5 |
      szext bmsk         | 1 | 3 | clamp wrap
      dp4a               | 2 | 4 |
      dp2a               | 2 | 4 | lo hi
      and or xor shl shr | 1 | 3 |
      shf                | 1 | 4 | l r clamp wrap
      prmt               | 1 | 4 | f4e b4e rc8 ecl ecr rc16
      selp               | 1 | 4 |
      slct               | 2 | 4 | ftz
      mov                | 1 | 2 |
      """;

  private record Rule(int types, int operands, Set<String> modifiers) {}

  private static final Map<String, Rule> RULES = rules();

  private ScalarForms() {}

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new HashMap<>();
    for (String line : TABLE.lines().toList()) {
      String[] cells = line.split("\\|", -1);
      Set<String> modifiers = Set.of(cells[3].strip().split(" "));
      int types = Integer.parseInt(cells[1].strip());
      int operands = Integer.parseInt(cells[2].strip());
      for (String opcode : cells[0].strip().split(" ")) {
        rules.put(opcode, new Rule(types, operands, modifiers));
      }
    }
    return rules;
  }

  /**
   * Checks all instructions of a kernel.
   *
   * @throws UnsupportedPtxException for a form without translation, or an undeclared register
   */
  static void check(FlatKernel kernel) {
    for (Instruction i : kernel.code()) {
      check(i);
      Set<String> declared = kernel.registers().keySet();
      for (List<String> registers : List.of(Shapes.uses(i), Shapes.definitions(i))) {
        for (String register : registers) {
          if (!declared.contains(register) && !register.equals(Shapes.CARRY)) {
            throw UnsupportedPtxException.of(i, "register " + register + " is not defined");
          }
        }
      }
    }
  }

  private static void check(Instruction i) {
    Rule rule = RULES.get(i.opcode());
    if (rule == null) {
      return;
    }
    for (String modifier : i.modifiers()) {
      if (!rule.modifiers().contains(modifier) && ScalarType.find(modifier).isEmpty()) {
        throw UnsupportedPtxException.of(i, "modifier ." + modifier + " has no translation");
      }
    }
    List<ScalarType> types = Shapes.types(i);
    if (types.size() != rule.types() || i.operands().size() != rule.operands()) {
      throw UnsupportedPtxException.of(i);
    }
    boolean coarse = i.opcode().equals("rcp") && types.get(0) == ScalarType.F64 && i.has("ftz");
    if (coarse && !i.has("approx")) {
      throw UnsupportedPtxException.of(i, "the PTX ISA does not say what .ftz does to f64");
    }
    if (i.operands().stream().anyMatch(o -> o instanceof Operand.Arguments)) {
      throw UnsupportedPtxException.of(i, "arguments are only for calls");
    }
  }
}
