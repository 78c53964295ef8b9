package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.PtxModule;
import dev.warpsmith.kernels.ptx.ScalarType;
import dev.warpsmith.kernels.ptx.StateSpace;
import dev.warpsmith.kernels.ptx.Statement;
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
 * Inlines device functions and resolves scopes, so that a kernel becomes one list.
 *
 * <p>Functions that {@link CallGraph} does not let it inline follow the kernel's own code, each
 * once.
 */
final class Flattener {
  /** Functions that the CUDA runtime provides and the emulator implements itself. */
  static final Set<String> BUILTINS = Set.of("vprintf", "__assertfail", "malloc", "free");

  private final PtxModule module;
  private final Function entry;
  private final MemoryLayout layout;
  private final CallGraph graph;
  private final CalledFunctions called;
  private final List<Instruction> code = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Map<String, ScalarType> registers = new LinkedHashMap<>();
  private final Map<String, List<String>> branchTargets = new HashMap<>();
  private final Set<Integer> rolled = new HashSet<>();
  private final Map<String, Statement> callShapes = new HashMap<>();
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
    this.graph = new CallGraph(module, entry);
    this.called = new CalledFunctions(layout);
  }

  FlatKernel flatten() {
    layout.parameters(entry.parameters());
    Names names = new Names(Optional.empty(), "", registers.keySet());
    body(entry.body().orElseThrow(), names, Optional.empty());
    outlined();
    ParameterPromotion promotion = new ParameterPromotion(layout.callParameters());
    List<Instruction> promoted = promotion.promote(code);
    registers.putAll(promotion.registers());
    promotion.remaining().forEach(called::argument);
    List<Instruction> framed = called.address(promoted, labels, registers);
    Map<String, OutlinedFunction> functions = called.functions();
    WideRegisters wide = new WideRegisters(registers);
    int stackBytes = called.stackBytes(framed);
    return new FlatKernel(
        entry.name(),
        wide.replace(framed),
        labels,
        wide.registers(registers),
        layout.symbols(),
        entry.parameters(),
        branchTargets,
        layout.sharedBytes(),
        layout.localBytes() + stackBytes,
        stackBytes,
        layout.parameterBytes(),
        called.sites(framed),
        functions,
        rolled);
  }

  /** Appends the functions that calls reach, and those that they reach in turn. */
  private void outlined() {
    for (Optional<Function> next = called.next(); next.isPresent(); next = called.next()) {
      Function function = next.get();
      if (called.first()) {
        code.add(plain("ret", List.of(), List.of()));
      }
      String suffix = "#" + ++instances;
      Names names = new Names(Optional.empty(), suffix, registers.keySet());
      labels.put(called.open(function, names, code.size()), code.size());
      body(function.body().orElseThrow(), names, Optional.of("return" + suffix));
      labels.put("return" + suffix, code.size());
      Operand name = new Operand.Symbol(function.name(), 0);
      code.add(plain("ret", List.of("frame"), List.of(name)));
      called.close(code.size());
    }
  }

  /** Makes an instruction that stands where the last one stood. */
  private Instruction plain(String opcode, List<String> modifiers, List<Operand> operands) {
    Optional<Instruction> last =
        code.isEmpty() ? Optional.empty() : Optional.of(code.get(code.size() - 1));
    return new Instruction(
        opcode,
        modifiers,
        operands,
        Optional.empty(),
        last.map(Instruction::ptxLine).orElse(0),
        last.flatMap(Instruction::source));
  }

  private void body(List<Statement> statements, Names names, Optional<String> returnLabel) {
    declare(statements, names);
    boolean stays = false;
    for (Statement statement : statements) {
      if (statement instanceof Instruction instruction) {
        if (stays) {
          rolled.add(instruction.ptxLine());
        }
        stays = false;
        instruction(instruction, names, returnLabel);
      } else if (statement instanceof Statement.Pragma pragma) {
        stays = pragma.text().equals("nounroll");
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
      } else if (statement instanceof Statement.Prototype prototype) {
        names.declare(prototype.label());
        callShapes.put(names.resolve(prototype.label()), prototype);
      } else if (statement instanceof Statement.CallTargets targets) {
        names.declare(targets.label());
        callShapes.put(names.resolve(targets.label()), targets);
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
      case LOCAL -> called.local(names.declare(variable.name()), variable);
      case PARAM -> called.parameter(names.declare(variable.name()), variable);
      case GLOBAL, CONST ->
          throw new UnsupportedPtxException(
              "variable " + variable.name() + " is declared inside a function");
    }
  }

  private void instruction(Instruction i, Names names, Optional<String> returnLabel) {
    OperandCheck.check(i);
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
    Call call = Call.of(i);
    Operand callee = names.renameOperand(call.callee(), layout);
    if (!(callee instanceof Operand.Symbol symbol)) {
      framed(i, names, call, targets(i, names, call), Optional.of(callee));
      return;
    }
    Optional<Function> function = module.definition(symbol.name());
    if (function.isPresent() && graph.outlined(symbol.name())) {
      framed(i, names, call, List.of(function.get()), Optional.empty());
    } else if (function.isPresent()) {
      inline(i, function.get(), call.results(), call.arguments(), names);
    } else if (BUILTINS.contains(symbol.name())) {
      builtin(i, names, call, symbol.name());
    } else {
      throw UnsupportedPtxException.of(i, "function " + symbol.name() + " is not defined");
    }
  }

  private void builtin(Instruction i, Names names, Call call, String name) {
    List<Operand> operands = new ArrayList<>();
    operands.add(
        call.results().isEmpty()
            ? new Operand.Sink()
            : names.renameOperand(call.results().get(0), layout));
    call.arguments().forEach(a -> operands.add(names.renameOperand(a, layout)));
    code.add(replaced(names.rename(i, layout), "call", List.of("builtin", name), operands));
  }

  /** Returns the functions that an indirect call may reach. */
  private List<Function> targets(Instruction i, Names names, Call call) {
    Statement shape = callShapes.get(names.resolve(call.shape().orElse("")));
    if (shape instanceof Statement.CallTargets list) {
      return list.targets().stream()
          .map(
              name ->
                  module
                      .definition(name)
                      .orElseThrow(
                          () ->
                              UnsupportedPtxException.of(
                                  i, "function " + name + " is not defined")))
          .toList();
    }
    if (shape instanceof Statement.Prototype prototype) {
      return graph.addressTaken().stream().filter(f -> fits(f, prototype)).toList();
    }
    throw UnsupportedPtxException.of(i, "it has no prototype");
  }

  private static boolean fits(Function function, Statement.Prototype prototype) {
    return sizes(function.parameters()).equals(sizes(prototype.parameters()))
        && sizes(function.returns()).equals(sizes(prototype.returns()));
  }

  private static List<Long> sizes(List<Variable> variables) {
    return variables.stream().map(Variable::bytes).toList();
  }

  /** Adds a call that pushes a frame. */
  private void framed(
      Instruction i, Names names, Call call, List<Function> targets, Optional<Operand> pointer) {
    for (Function target : targets) {
      if (target.parameters().size() != call.arguments().size()
          || target.returns().size() != call.results().size()) {
        throw UnsupportedPtxException.of(i, "its arguments do not fit the function");
      }
      called.require(target);
    }
    List<Operand> operands = new ArrayList<>();
    List<String> arguments = symbols(i, call.arguments(), names);
    List<String> results = symbols(i, call.results(), names);
    operands.add(
        new Operand.IntegerConstant(called.site(targets, arguments, results, code.size())));
    pointer.ifPresent(operands::add);
    arguments.forEach(a -> operands.add(new Operand.Symbol(a, 0)));
    results.forEach(r -> operands.add(new Operand.Symbol(r, 0)));
    Instruction renamed = names.rename(i, layout);
    code.add(replaced(renamed, "call", List.of("frame"), operands));
  }

  private List<String> symbols(Instruction i, List<Operand> operands, Names names) {
    List<String> symbols = new ArrayList<>();
    for (Operand operand : operands) {
      if (!(names.renameOperand(operand, layout) instanceof Operand.Symbol symbol)) {
        throw UnsupportedPtxException.of(i, "it passes an argument outside .param space");
      }
      symbols.add(symbol.name());
    }
    return symbols;
  }

  private void inline(
      Instruction i,
      Function function,
      List<Operand> results,
      List<Operand> arguments,
      Names names) {
    String suffix = "#" + ++instances;
    Names inner = new Names(Optional.empty(), suffix, registers.keySet());
    alias(i, function.returns(), results, inner, names);
    alias(i, function.parameters(), arguments, inner, names);
    String after = "return" + suffix;
    String skip = i.guard().isPresent() ? branchAround(i, names, suffix) : after;
    body(function.body().orElseThrow(), inner, Optional.of(after));
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
