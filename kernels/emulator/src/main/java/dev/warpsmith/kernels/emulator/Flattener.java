package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.PtxModule;
import dev.warpsmith.kernels.ptx.ScalarType;
import dev.warpsmith.kernels.ptx.StateSpace;
import dev.warpsmith.kernels.ptx.Statement;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Inlines device functions and resolves scopes, so that a kernel becomes one list. */
final class Flattener {
  /** Functions that the CUDA runtime provides and the emulator implements itself. */
  static final Set<String> BUILTINS = Set.of("vprintf", "__assertfail");

  private final PtxModule module;
  private final Function entry;
  private final MemoryLayout layout;
  private final List<Instruction> code = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Map<String, ScalarType> registers = new LinkedHashMap<>();
  private final Map<String, List<String>> branchTargets = new HashMap<>();
  private final Deque<String> callStack = new ArrayDeque<>();
  private int instances;

  /**
   * Prepares the flattening of one kernel.
   *
   * @param globals addresses of the module's global and constant variables
   */
  Flattener(PtxModule module, Function entry, Map<String, SymbolAddress> globals) {
    this.module = module;
    this.entry = entry;
    this.layout = new MemoryLayout(module, globals);
  }

  FlatKernel flatten() {
    layout.parameters(entry.parameters());
    Names names = new Names(Optional.empty(), "", registers.keySet());
    callStack.push(entry.name());
    body(entry.body().orElseThrow(), names, Optional.empty());
    ParameterPromotion promotion = new ParameterPromotion(layout.callParameters());
    List<Instruction> promoted = promotion.promote(code);
    registers.putAll(promotion.registers());
    promotion.remaining().forEach(layout::local);
    return new FlatKernel(
        entry.name(),
        promoted,
        labels,
        registers,
        layout.symbols(),
        entry.parameters(),
        branchTargets,
        layout.sharedBytes(),
        layout.localBytes(),
        layout.parameterBytes());
  }

  private void body(List<Statement> statements, Names names, Optional<String> returnLabel) {
    declare(statements, names);
    for (Statement statement : statements) {
      if (statement instanceof Instruction instruction) {
        instruction(instruction, names, returnLabel);
      } else if (statement instanceof Statement.Label label) {
        labels.put(names.resolve(label.name()), code.size());
      } else if (statement instanceof Statement.Scope scope) {
        body(
            scope.statements(),
            new Names(Optional.of(names), "#" + ++instances, registers.keySet()),
            returnLabel);
      } else if (statement instanceof Statement.BranchTargets targets) {
        List<String> resolved = targets.targets().stream().map(names::resolve).toList();
        branchTargets.put(names.resolve(targets.label()), resolved);
      }
    }
  }

  private void declare(List<Statement> statements, Names names) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Registers declared) {
        for (String name : declared.names()) {
          registers(declared, name, names);
        }
      } else if (statement instanceof Statement.Label label) {
        names.declare(label.name());
      } else if (statement instanceof Statement.BranchTargets targets) {
        names.declare(targets.label());
      } else if (statement instanceof Statement.Declaration declaration) {
        variable(declaration.variable(), names);
      }
    }
  }

  private void registers(Statement.Registers declared, String name, Names names) {
    if (declared.range() == 0) {
      registers.put(names.declare(name), declared.type());
    }
    for (int i = 0; i < declared.range(); i++) {
      registers.put(names.declare(name + i), declared.type());
    }
  }

  private void variable(Variable variable, Names names) {
    switch (variable.space()) {
      case SHARED -> layout.shared(variable);
      case LOCAL -> layout.local(names.declare(variable.name()), variable);
      case PARAM -> layout.callParameter(names.declare(variable.name()), variable);
      case GLOBAL, CONST ->
          throw new UnsupportedPtxException(
              "variable " + variable.name() + " is declared inside a function");
    }
  }

  private void instruction(Instruction i, Names names, Optional<String> returnLabel) {
    if (i.opcode().equals("call")) {
      call(i, names);
      return;
    }
    Instruction renamed = names.rename(i, layout);
    if (i.opcode().equals("ret") && returnLabel.isPresent()) {
      List<Operand> target = List.of(new Operand.Symbol(returnLabel.get(), 0));
      renamed = replaced(renamed, "bra", List.of(), target);
    }
    code.add(renamed);
  }

  private static Instruction replaced(
      Instruction i, String opcode, List<String> modifiers, List<Operand> operands) {
    return new Instruction(opcode, modifiers, operands, i.guard(), i.ptxLine(), i.source());
  }

  private void call(Instruction i, Names names) {
    List<Operand> operands = new ArrayList<>(i.operands());
    List<Operand> results = List.of();
    if (operands.get(0) instanceof Operand.Arguments list) {
      results = list.values();
      operands.remove(0);
    }
    List<Operand> arguments = List.of();
    if (operands.size() > 1 && operands.get(1) instanceof Operand.Arguments list) {
      arguments = list.values();
    }
    if (!(operands.get(0) instanceof Operand.Symbol callee)) {
      throw UnsupportedPtxException.of(i, "indirect calls have no translation yet");
    }
    if (BUILTINS.contains(callee.name())) {
      List<Operand> list = new ArrayList<>(List.of(callee));
      results.forEach(r -> list.add(names.renameOperand(r, layout)));
      arguments.forEach(a -> list.add(names.renameOperand(a, layout)));
      code.add(replaced(names.rename(i, layout), "call", List.of("builtin"), list));
      return;
    }
    inline(i, callee.name(), results, arguments, names);
  }

  private void inline(
      Instruction i, String callee, List<Operand> results, List<Operand> arguments, Names names) {
    Function function =
        module
            .definition(callee)
            .orElseThrow(
                () -> UnsupportedPtxException.of(i, "function " + callee + " is not defined"));
    if (callStack.contains(callee)) {
      throw UnsupportedPtxException.of(i, "function " + callee + " is recursive");
    }
    String suffix = "#" + ++instances;
    Names inner = new Names(Optional.empty(), suffix, registers.keySet());
    alias(i, function.returns(), results, inner, names);
    alias(i, function.parameters(), arguments, inner, names);
    String after = "return" + suffix;
    String skip = i.guard().isPresent() ? branchAround(i, names, suffix) : after;
    callStack.push(callee);
    body(function.body().orElseThrow(), inner, Optional.of(after));
    callStack.pop();
    labels.put(after, code.size());
    labels.put(skip, code.size());
  }

  /** Turns the guard of a call into a branch around it. */
  private String branchAround(Instruction i, Names names, String suffix) {
    String skip = "skip" + suffix;
    Instruction.Guard guard = i.guard().orElseThrow();
    Instruction.Guard inverted =
        new Instruction.Guard(names.resolve(guard.register()), !guard.negated());
    code.add(
        new Instruction(
            "bra",
            List.of(),
            List.of(new Operand.Symbol(skip, 0)),
            Optional.of(inverted),
            i.ptxLine(),
            i.source()));
    return skip;
  }

  private static void alias(
      Instruction i, List<Variable> formal, List<Operand> actual, Names inner, Names outer) {
    if (formal.size() != actual.size()) {
      throw UnsupportedPtxException.of(i, "its arguments do not fit the function");
    }
    for (int k = 0; k < formal.size(); k++) {
      if (!(actual.get(k) instanceof Operand.Symbol symbol)
          || formal.get(k).space() != StateSpace.PARAM) {
        throw UnsupportedPtxException.of(i, "it passes an argument outside .param space");
      }
      inner.alias(formal.get(k).name(), outer.resolve(symbol.name()));
    }
  }
}
