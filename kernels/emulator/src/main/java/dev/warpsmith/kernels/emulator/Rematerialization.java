package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Registers that each block loads anew, once for all lanes, instead of keeping them in rows of the
 * register file: kernel parameters, the block's place and size, constants, and copies of these.
 *
 * <p>They are written by one instruction only, so that they have the same value wherever they may
 * be read. Warp-level instructions read rows; what they read stays in rows.
 */
final class Rematerialization {
  private static final Set<SpecialRegister> OF_A_BLOCK =
      EnumSet.range(SpecialRegister.NTID_X, SpecialRegister.NCTAID_Z);

  private final Map<String, Instruction> definitions;

  private Rematerialization(Map<String, Instruction> definitions) {
    this.definitions = definitions;
  }

  /** Finds the registers. */
  static Rematerialization of(FlatKernel kernel, RegisterKinds kinds) {
    Map<String, Integer> writes = new HashMap<>();
    Set<String> inRows = new HashSet<>();
    for (Instruction i : kernel.code()) {
      Shapes.definitions(i).forEach(register -> writes.merge(register, 1, Integer::sum));
      if (Shapes.warpLevel(i)) {
        inRows.addAll(Shapes.uses(i));
      }
    }
    Map<String, Instruction> found = new LinkedHashMap<>();
    int before;
    do {
      before = found.size();
      for (Instruction i : kernel.code()) {
        definition(i, kernel, kinds, found)
            .filter(name -> writes.getOrDefault(name, 0) == 1 && !inRows.contains(name))
            .ifPresent(name -> found.putIfAbsent(name, i));
      }
    } while (found.size() > before);
    return new Rematerialization(found);
  }

  /** Returns the register that an instruction gives a value known before the lanes are. */
  private static Optional<String> definition(
      Instruction i, FlatKernel kernel, RegisterKinds kinds, Map<String, Instruction> found) {
    if (i.guard().isPresent()
        || i.operands().size() != 2
        || !(i.operands().get(0) instanceof Operand.Register register)) {
      return Optional.empty();
    }
    Operand source = i.operands().get(1);
    boolean known =
        switch (i.opcode()) {
          case "ld" -> parameter(i, source, kernel, kinds.kind(register.name()));
          case "mov", "cvta" -> known(source, found);
          default -> false;
        };
    return Optional.of(register.name()).filter(name -> known);
  }

  private static boolean parameter(Instruction i, Operand source, FlatKernel kernel, JvmKind kind) {
    return i.has("param")
        && Shapes.type(i).bytes() == kind.bytes()
        && source instanceof Operand.Address address
        && address.base() instanceof Operand.Symbol symbol
        && inside(kernel, symbol.name(), address.offset(), kind.bytes());
  }

  private static boolean inside(FlatKernel kernel, String name, long offset, int bytes) {
    SymbolAddress place = kernel.symbols().get(name);
    return place != null
        && place.space() == SymbolAddress.Space.PARAM
        && place.value() + offset >= 0
        && place.value() + offset + bytes <= kernel.parameterBytes();
  }

  private static boolean known(Operand source, Map<String, Instruction> found) {
    if (source instanceof Operand.Register register) {
      return SpecialRegister.find(register.name())
          .map(OF_A_BLOCK::contains)
          .orElseGet(() -> found.containsKey(register.name()));
    }
    return source instanceof Operand.IntegerConstant
        || source instanceof Operand.FloatConstant
        || source instanceof Operand.DoubleConstant;
  }

  /** Tells whether a register is one of them. */
  boolean contains(String register) {
    return definitions.containsKey(register);
  }

  /** Tells whether an instruction need not run in its place. */
  boolean defines(Instruction i) {
    return Shapes.definitions(i).stream().anyMatch(definitions::containsKey);
  }

  /** Returns what loads the registers of a block, in order: what a copy copies comes before it. */
  Map<String, Instruction> before(BasicBlock block) {
    Map<String, Instruction> needed = new LinkedHashMap<>();
    block.code().stream()
        .filter(i -> !defines(i))
        .forEach(i -> Shapes.uses(i).forEach(register -> need(register, needed)));
    block.terminator().ifPresent(i -> Shapes.uses(i).forEach(register -> need(register, needed)));
    return needed;
  }

  private void need(String register, Map<String, Instruction> needed) {
    Instruction definition = definitions.get(register);
    if (definition != null && !needed.containsKey(register)) {
      Shapes.uses(definition).forEach(operand -> need(operand, needed));
      needed.put(register, definition);
    }
  }
}
