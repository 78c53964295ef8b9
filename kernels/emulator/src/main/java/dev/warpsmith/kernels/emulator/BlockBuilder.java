package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Cuts a kernel's instructions into basic blocks, in program order. */
final class BlockBuilder {
  private static final String EXIT_LABEL = "exit#";
  private static final Set<String> EXITS = Set.of("ret", "exit");

  private final FlatKernel kernel;
  private final int costLimit;
  private final List<List<Instruction>> pieces = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private List<Instruction> current = new ArrayList<>();
  private int cost;

  /**
   * Prepares the cut.
   *
   * @param costLimit most bytes of bytecode, as {@link CodeSize} estimates them, per block
   */
  BlockBuilder(FlatKernel kernel, int costLimit) {
    this.kernel = kernel;
    this.costLimit = costLimit;
  }

  /** Returns the blocks; successors are indices into the list. */
  List<BasicBlock> build() {
    Map<Integer, List<String>> labelsAt = new HashMap<>();
    kernel.labels().forEach((l, at) -> labelsAt.computeIfAbsent(at, k -> new ArrayList<>()).add(l));
    List<Instruction> code = kernel.code();
    for (int k = 0; k < code.size(); k++) {
      if (labelsAt.containsKey(k)) {
        cut();
        labelsAt.get(k).forEach(l -> labels.put(l, pieces.size()));
      }
      instruction(code.get(k), k);
    }
    cut();
    labelsAt.getOrDefault(code.size(), List.of()).forEach(l -> labels.put(l, pieces.size()));
    labels.put(EXIT_LABEL, pieces.size());
    pieces.add(List.of());
    List<BasicBlock> blocks = new ArrayList<>();
    for (int k = 0; k < pieces.size(); k++) {
      blocks.add(block(k));
    }
    return blocks;
  }

  /** Returns the blocks where called functions start, by label. */
  Map<String, Integer> functions() {
    Map<String, Integer> starts = new TreeMap<>();
    for (OutlinedFunction function : kernel.functions().values()) {
      Integer start = labels.get(function.label());
      if (start != null) {
        starts.put(function.label(), start);
      }
    }
    return starts;
  }

  private void instruction(Instruction i, int position) {
    if (Shapes.warpLevel(i)) {
      warpLevel(i, position);
    } else if (i.opcode().equals("bra") || i.opcode().equals("brx")) {
      current.add(i);
      cut();
    } else if (EXITS.contains(i.opcode())) {
      current.add(i.guard().isPresent() ? branch(i, i.guard(), EXIT_LABEL) : i);
      cut();
    } else {
      ordinary(i);
    }
  }

  /** A guard on a warp-level instruction becomes a branch around it. */
  private void warpLevel(Instruction i, int position) {
    if (i.guard().isPresent()) {
      Instruction.Guard guard = i.guard().get();
      Instruction.Guard inverted = new Instruction.Guard(guard.register(), !guard.negated());
      String label = "after#" + position;
      current.add(branch(i, Optional.of(inverted), label));
      cut();
      add(unguarded(i));
      labels.put(label, pieces.size());
      return;
    }
    cut();
    add(i);
  }

  private void add(Instruction i) {
    current.add(i);
    cut();
  }

  private static Instruction unguarded(Instruction i) {
    return new Instruction(
        i.opcode(), i.modifiers(), i.operands(), Optional.empty(), i.ptxLine(), i.source());
  }

  /** Volatile accesses order the lanes of a warp, as programs without __syncwarp expect. */
  private void ordinary(Instruction i) {
    boolean ordered = i.has("volatile");
    int size = CodeSize.of(i);
    if (ordered || cost + size > costLimit) {
      cut();
    }
    current.add(i);
    cost += size;
    if (ordered) {
      cut();
    }
  }

  private static Instruction branch(
      Instruction at, Optional<Instruction.Guard> guard, String label) {
    List<Operand> target = List.of(new Operand.Symbol(label, 0));
    return new Instruction("bra", List.of(), target, guard, at.ptxLine(), at.source());
  }

  private void cut() {
    if (!current.isEmpty()) {
      pieces.add(current);
      current = new ArrayList<>();
    }
    cost = 0;
  }

  private BasicBlock block(int index) {
    List<Instruction> piece = pieces.get(index);
    if (piece.isEmpty()) {
      return new BasicBlock(index, piece, BasicBlock.Ending.EXIT, Optional.empty(), List.of(), 0);
    }
    Instruction last = piece.get(piece.size() - 1);
    if (last.opcode().equals("bra")) {
      return branch(index, piece, last);
    }
    if (last.opcode().equals("brx")) {
      return indexed(index, piece, last);
    }
    if (EXITS.contains(last.opcode())) {
      boolean returns = last.has("frame");
      BasicBlock.Ending how = returns ? BasicBlock.Ending.RETURN : BasicBlock.Ending.EXIT;
      return ending(index, piece, how, last, List.of());
    }
    BasicBlock.Ending ending =
        Shapes.warpLevel(last) ? BasicBlock.Ending.WARP : BasicBlock.Ending.FALL;
    if (last.opcode().equals("call") && last.has("frame")) {
      ending = BasicBlock.Ending.CALL;
    }
    return new BasicBlock(index, piece, ending, Optional.empty(), List.of(index + 1), 0);
  }

  private BasicBlock branch(int index, List<Instruction> piece, Instruction last) {
    int taken = target(last, last.operands().get(0).toString());
    if (last.guard().isEmpty()) {
      return ending(index, piece, BasicBlock.Ending.FALL, last, List.of(taken));
    }
    return ending(index, piece, BasicBlock.Ending.BRANCH, last, List.of(taken, index + 1));
  }

  private BasicBlock indexed(int index, List<Instruction> piece, Instruction last) {
    String list = last.operands().get(1).toString();
    List<Integer> targets = new ArrayList<>();
    for (String label : kernel.branchTargets().getOrDefault(list, List.of())) {
      targets.add(target(last, label));
    }
    if (last.guard().isPresent() || targets.isEmpty()) {
      throw UnsupportedPtxException.of(last);
    }
    return ending(index, piece, BasicBlock.Ending.INDEXED, last, targets);
  }

  private static BasicBlock ending(
      int index,
      List<Instruction> piece,
      BasicBlock.Ending ending,
      Instruction last,
      List<Integer> successors) {
    List<Instruction> body = piece.subList(0, piece.size() - 1);
    return new BasicBlock(index, body, ending, Optional.of(last), successors, 0);
  }

  private int target(Instruction branch, String label) {
    Integer index = labels.get(label);
    if (index == null) {
      throw UnsupportedPtxException.of(branch, "label " + label + " is not defined");
    }
    return index;
  }
}
