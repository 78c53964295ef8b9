package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces each {@code .b128} register by a vector of two {@code .b64} registers, low one first.
 */
final class WideRegisters {
  private final Map<String, ScalarType> declared;

  WideRegisters(Map<String, ScalarType> declared) {
    this.declared = Map.copyOf(declared);
  }

  private boolean wide(String register) {
    return declared.get(register) == ScalarType.B128;
  }

  /** Returns the registers with halves in place of wide ones. */
  Map<String, ScalarType> registers(Map<String, ScalarType> all) {
    Map<String, ScalarType> halves = new LinkedHashMap<>();
    all.forEach(
        (name, type) -> {
          if (type == ScalarType.B128) {
            halves.put(low(name), ScalarType.B64);
            halves.put(high(name), ScalarType.B64);
          } else {
            halves.put(name, type);
          }
        });
    return halves;
  }

  private static String low(String register) {
    return register + "#low";
  }

  private static String high(String register) {
    return register + "#high";
  }

  List<Instruction> replace(List<Instruction> code) {
    return declared.containsValue(ScalarType.B128)
        ? code.stream().map(this::replace).toList()
        : code;
  }

  private Instruction replace(Instruction i) {
    return new Instruction(
        i.opcode(),
        i.modifiers(),
        i.operands().stream().map(this::replace).toList(),
        i.guard(),
        i.ptxLine(),
        i.source());
  }

  private Operand replace(Operand operand) {
    if (operand instanceof Operand.Register register && wide(register.name())) {
      return new Operand.Vector(
          List.of(
              new Operand.Register(low(register.name())),
              new Operand.Register(high(register.name()))));
    }
    return operand;
  }
}
