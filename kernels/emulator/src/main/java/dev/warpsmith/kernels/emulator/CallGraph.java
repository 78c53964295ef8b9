package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Initializer;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.PtxModule;
import dev.warpsmith.kernels.ptx.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which functions of a module call each other, and which of them a kernel cannot inline.
 *
 * <p>A function is called, not inlined, if it is recursive, or if its copies would make the kernel
 * too long. Functions whose address is taken exist once more for indirect calls.
 */
final class CallGraph {
  /** Most instructions that all copies of one function may have together. */
  private static final long MOST_INLINED = 6_000;

  private static final int DEEPEST = 500;

  private final Map<String, Function> functions = new LinkedHashMap<>();
  private final Map<String, List<String>> callees = new HashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();
  private final Set<String> addressTaken = new LinkedHashSet<>();
  private final Set<String> called = new HashSet<>();

  CallGraph(PtxModule module, Function entry) {
    for (Function function : module.functions()) {
      if (function.body().isPresent()) {
        functions.put(function.name(), function);
      }
    }
    functions.values().forEach(this::scan);
    module.variables().forEach(v -> v.initializer().ifPresent(this::take));
    decide(entry.name());
  }

  /** Tells whether calls of the function push a frame instead of inlining its body. */
  boolean outlined(String function) {
    return called.contains(function);
  }

  /** Returns the functions that a pointer may point to, in the module's order. */
  List<Function> addressTaken() {
    return functions.values().stream().filter(f -> addressTaken.contains(f.name())).toList();
  }

  private void scan(Function function) {
    List<String> direct = new ArrayList<>();
    callees.put(function.name(), direct);
    sizes.put(function.name(), scan(function.body().orElseThrow(), direct));
  }

  private int scan(List<Statement> statements, List<String> direct) {
    int size = 0;
    for (Statement statement : statements) {
      if (statement instanceof Statement.Scope scope) {
        size += scan(scope.statements(), direct);
      } else if (statement instanceof Instruction i) {
        size++;
        if (i.opcode().equals("call")) {
          direct.add(Call.of(i).callee().toString());
        } else {
          i.operands().forEach(this::take);
        }
      }
    }
    return size;
  }

  private void take(Operand operand) {
    if (operand instanceof Operand.Symbol symbol && functions.containsKey(symbol.name())) {
      addressTaken.add(symbol.name());
    }
  }

  private void take(Initializer value) {
    if (value instanceof Initializer.AddressOf address) {
      take(new Operand.Symbol(address.symbol(), 0));
    } else if (value instanceof Initializer.Elements elements) {
      elements.values().forEach(this::take);
    }
  }

  /** Counts copies from callers to callees; a function that is called has one copy. */
  private void decide(String entry) {
    List<String> postorder = new ArrayList<>();
    visit(entry, new HashSet<>(), new HashSet<>(), postorder);
    addressTaken.forEach(f -> visit(f, new HashSet<>(postorder), new HashSet<>(), postorder));
    Map<String, Long> copies = new HashMap<>();
    for (int k = postorder.size() - 1; k >= 0; k--) {
      String caller = postorder.get(k);
      long own = addressTaken.contains(caller) || caller.equals(entry) ? 1 : 0;
      long count = Math.max(1, copies.getOrDefault(caller, 0L) + own);
      if (count > 1 && count * sizes.getOrDefault(caller, 0) > MOST_INLINED) {
        called.add(caller);
      }
      long made = called.contains(caller) ? 1 : count;
      for (String callee : callees.getOrDefault(caller, List.of())) {
        copies.merge(callee, made, (a, b) -> Math.min(a + b, Integer.MAX_VALUE));
      }
    }
  }

  /** Walks the direct calls; a call back into a function on the way makes it recursive. */
  private void visit(String function, Set<String> seen, Set<String> active, List<String> order) {
    if (active.contains(function)) {
      called.add(function);
      return;
    }
    if (!functions.containsKey(function) || !seen.add(function)) {
      return;
    }
    active.add(function);
    if (active.size() > DEEPEST) {
      throw new UnsupportedPtxException("calls nest deeper than " + DEEPEST + " functions");
    }
    for (String callee : callees.getOrDefault(function, List.of())) {
      visit(callee, seen, active, order);
    }
    active.remove(function);
    order.add(function);
  }
}
