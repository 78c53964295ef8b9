package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the arguments of inlined calls into registers.
 *
 * <p>An argument becomes one register per accessed element, if each element is always accessed at
 * the same offset with the same size; otherwise it stays memory.
 */
final class ParameterPromotion {
  private final Map<String, Variable> candidates;
  private final Set<String> rejected = new HashSet<>();
  private final Map<String, Map<Long, ScalarType>> elements = new HashMap<>();
  private final Map<String, ScalarType> registers = new HashMap<>();

  ParameterPromotion(Map<String, Variable> candidates) {
    this.candidates = candidates;
  }

  List<Instruction> promote(List<Instruction> code) {
    code.forEach(this::inspect);
    elements.forEach(this::checkOverlap);
    List<Instruction> result = new ArrayList<>();
    for (Instruction i : code) {
      result.add(
          isBuiltin(i)
              ? builtin(i)
              : accessed(i)
                  .filter(a -> !rejected.contains(name(a)))
                  .map(a -> move(i, a))
                  .orElse(i));
    }
    return result;
  }

  private static boolean isBuiltin(Instruction i) {
    return i.opcode().equals("call") && i.has("builtin");
  }

  /** Lets a function of the runtime read and write registers. */
  private Instruction builtin(Instruction i) {
    List<Operand> operands = i.operands().stream().map(o -> value(i, o)).toList();
    return new Instruction(i.opcode(), i.modifiers(), operands, i.guard(), i.ptxLine(), i.source());
  }

  private Operand value(Instruction i, Operand operand) {
    if (!(operand instanceof Operand.Symbol symbol)) {
      return operand;
    }
    ScalarType type = elements.getOrDefault(symbol.name(), Map.of()).get(0L);
    if (rejected.contains(symbol.name())) {
      throw UnsupportedPtxException.of(i, "its arguments are not scalars");
    }
    return type == null ? new Operand.Sink() : register(symbol.name(), 0, type);
  }

  Map<String, ScalarType> registers() {
    return registers;
  }

  Map<String, Variable> remaining() {
    Map<String, Variable> remaining = new LinkedHashMap<>();
    candidates.forEach(
        (name, variable) -> {
          if (rejected.contains(name)) {
            remaining.put(name, variable);
          }
        });
    return remaining;
  }

  private static String name(Operand.Address address) {
    return ((Operand.Symbol) address.base()).name();
  }

  /** Returns the address of a scalar access to a candidate. */
  private Optional<Operand.Address> accessed(Instruction i) {
    if (!i.has("param") || !(i.opcode().equals("ld") || i.opcode().equals("st"))) {
      return Optional.empty();
    }
    for (Operand operand : i.operands()) {
      if (operand instanceof Operand.Address address
          && address.base() instanceof Operand.Symbol symbol
          && candidates.containsKey(symbol.name())) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  private void inspect(Instruction i) {
    if (isBuiltin(i)) {
      return;
    }
    Optional<Operand.Address> access = accessed(i);
    if (access.isEmpty()) {
      i.operands().forEach(this::reject);
      return;
    }
    String name = name(access.get());
    ScalarType type = Shapes.type(i);
    boolean vector = i.operands().stream().anyMatch(o -> o instanceof Operand.Vector);
    ScalarType before =
        elements
            .computeIfAbsent(name, n -> new HashMap<>())
            .putIfAbsent(access.get().offset(), type);
    if (vector || type.bytes() < 4 || (before != null && before.bytes() != type.bytes())) {
      rejected.add(name);
    }
  }

  private void reject(Operand operand) {
    if (operand instanceof Operand.Symbol symbol && candidates.containsKey(symbol.name())) {
      rejected.add(symbol.name());
    } else if (operand instanceof Operand.Address address) {
      reject(address.base());
    }
  }

  private void checkOverlap(String name, Map<Long, ScalarType> accesses) {
    accesses.forEach(
        (offset, type) -> {
          for (long other = offset + 1; other < offset + type.bytes(); other++) {
            if (accesses.containsKey(other)) {
              rejected.add(name);
            }
          }
        });
  }

  private Operand.Register register(String name, long offset, ScalarType type) {
    String register = "%" + name + "+" + offset;
    registers.put(register, type.bytes() == 8 ? ScalarType.B64 : ScalarType.B32);
    return new Operand.Register(register);
  }

  private Instruction move(Instruction i, Operand.Address address) {
    ScalarType type = Shapes.type(i);
    Operand.Register cell = register(name(address), address.offset(), type);
    List<Operand> operands =
        i.opcode().equals("ld")
            ? List.of(i.operands().get(0), cell)
            : List.of(cell, i.operands().get(1));
    String bits = type.bytes() == 8 ? "b64" : "b32";
    return new Instruction("mov", List.of(bits), operands, i.guard(), i.ptxLine(), i.source());
  }
}
