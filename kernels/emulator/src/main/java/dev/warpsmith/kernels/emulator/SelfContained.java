package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Initializer;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.PtxModule;
import dev.warpsmith.kernels.ptx.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells of a module's variable whether its value goes nowhere but back into it, as that of a
 * counter does which nobody reads: no other memory, no address and no branch depends on it.
 *
 * <p>What it says is certain only when it says yes: the variable's address is then used directly,
 * at constant offsets, and its values pass through plain arithmetic only.
 */
final class SelfContained {
  private static final Set<String> ARITHMETIC =
      Set.of(
          "mov", "add", "sub", "mul", "mul24", "mad", "fma", "and", "or", "xor", "not", "shl",
          "shr", "cvt", "neg", "abs", "min", "max", "setp", "selp", "lop3", "bfe", "bfi", "prmt");

  private final String variable;
  private final Set<String> addresses = new HashSet<>();
  private final Set<String> values = new HashSet<>();

  private SelfContained(String variable) {
    this.variable = variable;
  }

  /** Tells whether nothing depends on a variable but itself. */
  static boolean variable(PtxModule module, String name) {
    boolean pointedTo =
        module.variables().stream()
            .anyMatch(other -> other.initializer().filter(v -> names(v, name)).isPresent());
    return !pointedTo
        && module.functions().stream()
            .allMatch(function -> new SelfContained(name).staysInside(function));
  }

  private static boolean names(Initializer value, String name) {
    if (value instanceof Initializer.AddressOf address) {
      return address.symbol().equals(name);
    }
    return value instanceof Initializer.Elements elements
        && elements.values().stream().anyMatch(element -> names(element, name));
  }

  private boolean staysInside(Function function) {
    List<Instruction> code = new ArrayList<>();
    function.body().ifPresent(body -> collect(body, code));
    int known;
    do {
      known = addresses.size() + values.size();
      for (Instruction instruction : code) {
        if (!staysInside(instruction)) {
          return false;
        }
      }
    } while (addresses.size() + values.size() > known);
    return true;
  }

  private static void collect(List<Statement> body, List<Instruction> code) {
    for (Statement statement : body) {
      if (statement instanceof Instruction instruction) {
        code.add(instruction);
      } else if (statement instanceof Statement.Scope scope) {
        collect(scope.statements(), code);
      }
    }
  }

  /** Notes what an instruction makes of the variable, or tells that its value may leave it. */
  private boolean staysInside(Instruction instruction) {
    if (instruction.guard().filter(guard -> values.contains(guard.register())).isPresent()) {
      return false;
    }
    List<Operand> operands = instruction.operands();
    boolean uses = operands.stream().skip(1).anyMatch(this::mentions);
    return switch (instruction.opcode()) {
      case "ld" -> !uses || (own(operands.get(1)) && note(values, operands.get(0)));
      case "st", "red" -> stored(operands.get(0), uses, operands.subList(1, operands.size()));
      case "atom" ->
          stored(operands.get(1), uses, operands.subList(2, operands.size()))
              && (!uses || note(values, operands.get(0)));
      default -> !(uses || mentionsFirst(operands)) || computed(instruction, operands);
    };
  }

  /** Tells whether a store goes to the variable, or has nothing to do with it. */
  private boolean stored(Operand address, boolean uses, List<Operand> stored) {
    return own(address) ? stored.stream().noneMatch(this::isAddress) : !mentions(address) && !uses;
  }

  private boolean computed(Instruction instruction, List<Operand> operands) {
    boolean plain = ARITHMETIC.contains(instruction.opcode());
    List<Operand> sources = operands.isEmpty() ? operands : operands.subList(1, operands.size());
    if (sources.stream().noneMatch(this::isAddress)) {
      return sources.stream().noneMatch(this::mentions) || (plain && note(values, operands.get(0)));
    }
    boolean copied =
        Set.of("mov", "cvta").contains(instruction.opcode())
            || (instruction.opcode().equals("add")
                && sources.stream().anyMatch(Operand.IntegerConstant.class::isInstance));
    return copied && note(addresses, operands.get(0));
  }

  /** A destination that is a plain register may be overwritten; other first operands are uses. */
  private boolean mentionsFirst(List<Operand> operands) {
    return !operands.isEmpty()
        && !(operands.get(0) instanceof Operand.Register)
        && mentions(operands.get(0));
  }

  private boolean note(Set<String> where, Operand destination) {
    Set<String> registers = new HashSet<>();
    boolean plain = registers(destination, registers);
    where.addAll(registers);
    return plain && registers.stream().noneMatch(r -> addresses.contains(r) && values.contains(r));
  }

  /** Tells whether a memory operand is the variable, at a constant offset. */
  private boolean own(Operand operand) {
    return operand instanceof Operand.Address address
        && address.coordinates().isEmpty()
        && isAddress(address.base());
  }

  private boolean isAddress(Operand operand) {
    return (operand instanceof Operand.Symbol symbol && symbol.name().equals(variable))
        || (operand instanceof Operand.Register register && addresses.contains(register.name()));
  }

  private boolean mentions(Operand operand) {
    Set<String> registers = new HashSet<>();
    if (!registers(operand, registers)) {
      return true;
    }
    return registers.stream().anyMatch(r -> addresses.contains(r) || values.contains(r));
  }

  /** Collects an operand's registers, or tells that it is the variable itself. */
  private boolean registers(Operand operand, Set<String> found) {
    if (operand instanceof Operand.Register register) {
      found.add(register.name());
      return true;
    }
    if (operand instanceof Operand.Symbol symbol) {
      return !symbol.name().equals(variable);
    }
    return parts(operand).stream()
        .map(part -> registers(part, found))
        .reduce(true, (a, b) -> a && b);
  }

  private static List<Operand> parts(Operand operand) {
    if (operand instanceof Operand.Address address) {
      List<Operand> parts = new ArrayList<>(List.of(address.base()));
      Optional<Operand> coordinates = address.coordinates();
      coordinates.ifPresent(parts::add);
      return parts;
    }
    if (operand instanceof Operand.Vector vector) {
      return vector.elements();
    }
    if (operand instanceof Operand.Pair pair) {
      return List.of(pair.first(), pair.second());
    }
    if (operand instanceof Operand.Not not) {
      return List.of(not.predicate());
    }
    return operand instanceof Operand.Arguments arguments ? arguments.values() : List.of();
  }
}
