package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a {@code call} (PTX ISA, section "call").
 *
 * @param callee a function's name, or the register that holds its address
 * @param shape the label of the prototype or of the list of targets of an indirect call
 */
record Call(
    Operand callee, List<Operand> results, List<Operand> arguments, Optional<String> shape) {

  static Call of(Instruction i) {
    List<Operand> rest = new ArrayList<>(i.operands());
    List<Operand> results = rest.size() > 1 ? list(rest, 0) : List.of();
    if (rest.isEmpty()) {
      throw UnsupportedPtxException.of(i, "it names no function");
    }
    Operand callee = rest.remove(0);
    List<Operand> arguments = list(rest, 0);
    Optional<String> shape =
        rest.isEmpty() ? Optional.empty() : Optional.of(rest.get(0).toString());
    return new Call(callee, results, arguments, shape);
  }

  /** Takes a parenthesised list off the operands, if one stands there. */
  private static List<Operand> list(List<Operand> operands, int index) {
    if (operands.size() > index && operands.get(index) instanceof Operand.Arguments found) {
      operands.remove(index);
      return found.values();
    }
    return List.of();
  }
}
