package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which registers hold a value that is still needed, at the start and end of each block.
 *
 * @param liveIn by block
 * @param liveOut by block
 */
record Liveness(List<Set<String>> liveIn, List<Set<String>> liveOut) {

  /**
   * Solves the data-flow equations; a guarded write does not end a value's life.
   *
   * @param elsewhere registers that do not live from block to block
   */
  static Liveness of(ControlFlow flow, Rematerialization elsewhere) {
    List<Set<String>> in = new ArrayList<>();
    List<Set<String>> out = new ArrayList<>();
    List<Set<String>> killed = new ArrayList<>();
    for (BasicBlock block : flow.blocks()) {
      Set<String> reads = new HashSet<>();
      Set<String> writes = new HashSet<>();
      scan(block, reads, writes);
      reads.removeIf(elsewhere::contains);
      writes.removeIf(elsewhere::contains);
      killed.add(writes);
      in.add(new TreeSet<>(reads));
      out.add(new TreeSet<>(written(block, writes)));
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int k = flow.blocks().size() - 1; k >= 0; k--) {
        for (int successor : flow.blocks().get(k).successors()) {
          changed |= out.get(k).addAll(in.get(successor));
        }
        for (String register : out.get(k)) {
          if (!killed.get(k).contains(register)) {
            changed |= in.get(k).add(register);
          }
        }
      }
    }
    return new Liveness(List.copyOf(in), List.copyOf(out));
  }

  /** A warp-level instruction writes all its results to rows, even those that nobody reads. */
  private static Set<String> written(BasicBlock block, Set<String> writes) {
    return block.ending() == BasicBlock.Ending.WARP ? writes : Set.of();
  }

  private static void scan(BasicBlock block, Set<String> reads, Set<String> writes) {
    List<Instruction> all = new ArrayList<>(block.code());
    block.terminator().ifPresent(all::add);
    for (Instruction i : all) {
      for (String register : Shapes.uses(i)) {
        if (!writes.contains(register)) {
          reads.add(register);
        }
      }
      for (String register : Shapes.definitions(i)) {
        if (i.guard().isEmpty()) {
          writes.add(register);
        } else if (!writes.contains(register)) {
          reads.add(register);
        }
      }
    }
  }
}
