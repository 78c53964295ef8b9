package dev.warpsmith.kernels.emulator.counters;

import java.util.List;

/**
 * One basic block of a kernel.
 *
 * @param index its place in {@link KernelShape#blocks()}
 * @param instructions in program order
 * @param successors indices of the blocks that may follow; empty where the thread ends
 * @param loopDepth how many loops enclose it, 0 outside all loops
 */
public record BasicBlockShape(
    int index, List<InstructionShape> instructions, List<Integer> successors, int loopDepth) {

  /** Copies the lists. */
  public BasicBlockShape {
    instructions = List.copyOf(instructions);
    successors = List.copyOf(successors);
  }
}
