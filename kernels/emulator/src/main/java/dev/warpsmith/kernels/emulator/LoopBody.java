package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.UnrolledLoop.Walk;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What registers do from one turn to the next in a basic block that follows itself. */
final class LoopBody {
  private final List<Instruction> body;
  private final FlatKernel kernel;
  private final KnownAlignment alignment;

  /** How often each register is written in a turn. */
  private final Map<String, Integer> writes = new HashMap<>();

  /** Where each register is written last in a turn. */
  private final Map<String, Integer> places = new HashMap<>();

  LoopBody(List<Instruction> body, FlatKernel kernel, KnownAlignment alignment) {
    this.body = body;
    this.kernel = kernel;
    this.alignment = alignment;
    for (int k = 0; k < body.size(); k++) {
      for (String register : Shapes.definitions(body.get(k))) {
        writes.merge(register, 1, Integer::sum);
        places.put(register, k);
      }
    }
  }

  /** Returns the registers that grow by a constant, and those that are one of them plus another. */
  Map<String, Walk> walks() {
    Map<String, Walk> walks = new HashMap<>();
    for (String register : places.keySet()) {
      walk(register).or(() -> sum(register)).ifPresent(walk -> walks.put(register, walk));
    }
    return walks;
  }

  /** Returns how often a loop runs that counts from one constant to another; else 0. */
  long trips(Instruction branch) {
    String test = branch.guard().map(Instruction.Guard::register).orElse("");
    Optional<Instruction> compare = written(test).filter(i -> i.opcode().equals("setp"));
    if (compare.isEmpty() || !compare.get().has("ne")) {
      return 0;
    }
    String counter = compare.get().operands().get(1).toString();
    Optional<Long> step = step(counter);
    Optional<Long> end = constant(compare.get().operands().get(2));
    Optional<Long> start = start(counter);
    if (step.isEmpty() || end.isEmpty() || start.isEmpty() || step.get() == 0) {
      return 0;
    }
    long distance = end.get() - start.get();
    return distance % step.get() == 0 ? distance / step.get() : 0;
  }

  private Optional<Walk> walk(String register) {
    return step(register)
        .map(step -> new Walk(step, alignment.zerosWithout(register, write(register)), true));
  }

  /** A register that is computed anew, from one that is stepped later and one that stays. */
  private Optional<Walk> sum(String register) {
    Optional<Instruction> add = written(register).filter(LoopBody::isAdd);
    if (add.isEmpty()) {
      return Optional.empty();
    }
    List<Operand> o = add.get().operands();
    return sum(register, o.get(1), o.get(2)).or(() -> sum(register, o.get(2), o.get(1)));
  }

  private Optional<Walk> sum(String register, Operand walking, Operand staying) {
    String walker = walking.toString();
    boolean stays = !writes.containsKey(staying.toString());
    boolean later = places.getOrDefault(walker, -1) > places.getOrDefault(register, -1);
    return walk(walker)
        .filter(walk -> stays && later)
        .map(
            walk -> new Walk(walk.step(), Math.min(walk.zeros(), alignment.zeros(staying)), false));
  }

  /** Returns what is added to a register that nothing else writes in the loop. */
  private Optional<Long> step(String register) {
    return written(register)
        .filter(i -> isAdd(i) && i.operands().get(0).equals(i.operands().get(1)))
        .flatMap(i -> constant(i.operands().get(2)));
  }

  /** Returns the instruction that writes a register, if there is one. */
  private Optional<Instruction> written(String register) {
    return writes.getOrDefault(register, 0) == 1 ? Optional.of(write(register)) : Optional.empty();
  }

  private Instruction write(String register) {
    return body.get(places.getOrDefault(register, 0));
  }

  private Optional<Long> start(String register) {
    Optional<Long> start = Optional.empty();
    for (Instruction i : kernel.code()) {
      if (!body.contains(i) && Shapes.definitions(i).contains(register)) {
        if (start.isPresent() || !i.opcode().equals("mov")) {
          return Optional.empty();
        }
        start = constant(i.operands().get(1));
      }
    }
    return start;
  }

  private static boolean isAdd(Instruction i) {
    return i.opcode().equals("add") && i.guard().isEmpty();
  }

  private static Optional<Long> constant(Operand operand) {
    return operand instanceof Operand.IntegerConstant constant
        ? Optional.of(constant.value())
        : Optional.empty();
  }
}
