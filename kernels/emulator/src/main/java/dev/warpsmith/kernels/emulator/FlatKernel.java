package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A kernel as one straight list of instructions: calls inlined, scopes resolved, names unique. The
 * functions that it calls without inlining follow its own code.
 *
 * @param labels index of the instruction that follows each label
 * @param registers declared type of each register
 * @param symbols where variables lie
 * @param parameters of the kernel, at the offsets that {@code symbols} gives
 * @param branchTargets labels of each {@code .branchtargets} list
 * @param sharedBytes static shared memory; dynamic shared memory starts there
 * @param localBytes local memory per thread, with the stack at its end
 * @param stackBytes most local memory that the frames of calls and {@code alloca} may take
 * @param parameterBytes size of the parameter buffer
 * @param calls the calls that push a frame, by the number that their instruction gives
 * @param functions the functions that are called, by name
 * @param rolled PTX lines of the instructions that begin loops which ptxas must not unroll
 */
record FlatKernel(
    String name,
    List<Instruction> code,
    Map<String, Integer> labels,
    Map<String, ScalarType> registers,
    Map<String, SymbolAddress> symbols,
    List<Variable> parameters,
    Map<String, List<String>> branchTargets,
    int sharedBytes,
    int localBytes,
    int stackBytes,
    int parameterBytes,
    List<CallSite> calls,
    Map<String, OutlinedFunction> functions,
    Set<Integer> rolled) {

  /** Tells whether the kernel looks for the workspace of a cooperative launch. */
  boolean asksForCooperation() {
    return code.stream().anyMatch(i -> i.operands().contains(new Operand.Register("%envreg1")));
  }

  /** Returns the names of the module's variables that the kernel's code mentions. */
  Set<String> variables() {
    Set<String> names = new HashSet<>();
    for (Instruction i : code) {
      for (Operand operand : i.operands()) {
        Operand base = operand instanceof Operand.Address address ? address.base() : operand;
        if (base instanceof Operand.Symbol symbol && isIn(SymbolAddress.Space.GLOBAL, symbol)) {
          names.add(symbol.name());
        }
      }
    }
    return names;
  }

  /** Tells whether a symbol is a variable in a state space. */
  boolean isIn(SymbolAddress.Space space, Operand.Symbol symbol) {
    SymbolAddress place = symbols.get(symbol.name());
    return place != null && place.space() == space;
  }

  /** Returns where the shared memory begins that the system reserves, if the kernel asks for it. */
  Optional<Integer> reservedShared() {
    return Optional.ofNullable(symbols.get(MemoryLayout.RESERVED))
        .map(place -> Math.toIntExact(place.value()));
  }

  /** Returns the local memory of the kernel's own variables, below the stack. */
  int staticLocalBytes() {
    return localBytes - stackBytes;
  }
}
