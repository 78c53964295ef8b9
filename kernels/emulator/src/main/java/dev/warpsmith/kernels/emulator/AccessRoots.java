package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Guesses which pointer an address was computed from, so that accesses through the same pointer
 * share a cached allocation. A wrong guess costs time only.
 */
final class AccessRoots {
  private static final Set<String> TRANSPARENT =
      Set.of("add", "sub", "mov", "cvta", "mad", "selp", "ld", "or");

  private final Map<String, List<Instruction>> definitions = new HashMap<>();
  private final Map<String, Integer> windows = new HashMap<>();

  AccessRoots(FlatKernel kernel) {
    for (Instruction i : kernel.code()) {
      for (String register : Shapes.definitions(i)) {
        definitions.computeIfAbsent(register, r -> new ArrayList<>()).add(i);
      }
    }
  }

  /** Returns the window of accesses through a base register or symbol. */
  int window(Operand base) {
    String root =
        base instanceof Operand.Register register
            ? root(register.name(), new HashSet<>()).orElse(register.name())
            : base.toString();
    return windows.computeIfAbsent(root, r -> windows.size());
  }

  /** Returns the name of the parameter that a pointer comes from, if it comes from one whole. */
  Optional<String> parameter(Operand base) {
    if (!(base instanceof Operand.Register register)) {
      return Optional.empty();
    }
    return root(register.name(), new HashSet<>())
        .filter(root -> root.startsWith("[") && !root.contains("+"))
        .map(root -> root.substring(1, root.length() - 1));
  }

  /** Returns the name of the variable that an address was computed from, if it was from one. */
  Optional<String> variable(Operand base) {
    return base instanceof Operand.Register register
        ? root(register.name(), new HashSet<>()).filter(root -> !root.startsWith("["))
        : Optional.of(base).filter(Operand.Symbol.class::isInstance).map(Object::toString);
  }

  /** Returns how many windows there are. */
  int count() {
    return windows.size();
  }

  private Optional<String> root(String register, Set<String> visited) {
    if (!visited.add(register)) {
      return Optional.empty();
    }
    for (Instruction i : definitions.getOrDefault(register, List.of())) {
      Optional<String> found =
          TRANSPARENT.contains(i.opcode()) ? root(i, visited) : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<String> root(Instruction i, Set<String> visited) {
    if (i.opcode().equals("ld")) {
      Operand address = i.operands().get(1);
      boolean pointer = i.has("param") && Shapes.type(i).bytes() == 8;
      return pointer ? Optional.of(address.toString()) : Optional.empty();
    }
    for (int k = i.opcode().equals("mad") ? 3 : 1; k < i.operands().size(); k++) {
      Operand operand = i.operands().get(k);
      if (operand instanceof Operand.Symbol symbol) {
        return Optional.of(symbol.name());
      }
      if (operand instanceof Operand.Register source) {
        Optional<String> found = root(source.name(), visited);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
