package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names of one scope of one inlined function, each with its unique form. */
final class Names {
  private final Optional<Names> outer;
  private final String suffix;
  private final Set<String> registers;
  private final Map<String, String> unique = new HashMap<>();

  /**
   * Opens a scope.
   *
   * @param registers unique names of the registers declared so far, kept up to date by the caller
   */
  Names(Optional<Names> outer, String suffix, Set<String> registers) {
    this.outer = outer;
    this.suffix = suffix;
    this.registers = registers;
  }

  String declare(String name) {
    String renamed = name + suffix;
    unique.put(name, renamed);
    return renamed;
  }

  void alias(String name, String target) {
    unique.put(name, target);
  }

  String resolve(String name) {
    String found = unique.get(name);
    if (found != null) {
      return found;
    }
    return outer.map(names -> names.resolve(name)).orElse(name);
  }

  Instruction rename(Instruction i, MemoryLayout layout) {
    return new Instruction(
        i.opcode(),
        i.modifiers(),
        i.operands().stream().map(o -> renameOperand(o, layout)).toList(),
        i.guard().map(g -> new Instruction.Guard(resolve(g.register()), g.negated())),
        i.ptxLine(),
        i.source());
  }

  Operand renameOperand(Operand operand, MemoryLayout layout) {
    if (operand instanceof Operand.Register register) {
      if (register.name().startsWith(MemoryLayout.RESERVED_OFFSET)) {
        return new Operand.IntegerConstant(layout.reserved(register.name()));
      }
      return new Operand.Register(resolve(register.name()));
    }
    if (operand instanceof Operand.Symbol symbol) {
      String name = resolve(symbol.name());
      if (registers.contains(name)) {
        return new Operand.Register(name);
      }
      layout.use(name);
      return new Operand.Symbol(name, symbol.offset());
    }
    if (operand instanceof Operand.Address address) {
      return new Operand.Address(
          renameOperand(address.base(), layout),
          address.offset(),
          address.coordinates().map(c -> renameOperand(c, layout)));
    }
    if (operand instanceof Operand.Vector vector) {
      return new Operand.Vector(
          vector.elements().stream().map(e -> renameOperand(e, layout)).toList());
    }
    if (operand instanceof Operand.Pair pair) {
      return new Operand.Pair(
          renameOperand(pair.first(), layout), renameOperand(pair.second(), layout));
    }
    if (operand instanceof Operand.Not not) {
      return new Operand.Not(renameOperand(not.predicate(), layout));
    }
    return operand;
  }
}
