package dev.warpsmith.kernels.emulator.counters;

import java.util.List;

/**
 * Basic blocks that always follow one another and have matrix instructions between them: to ptxas
 * they are one, in which several matrix instructions are under way at once.
 *
 * @param blocks their indices in {@link KernelShape#blocks()}, in order
 * @param instructions of all of them, with their dependencies across the blocks
 */
public record StraightRun(List<Integer> blocks, List<InstructionShape> instructions) {
  /** Copies the lists. */
  public StraightRun {
    blocks = List.copyOf(blocks);
    instructions = List.copyOf(instructions);
  }
}
