package dev.warpsmith.kernels.emulator;

import java.util.List;

/** A kernel's control flow as arrays, for the scheduler's inner loop. */
final class FlowTable {
  final BasicBlock.Ending[] endings;
  final boolean[] translated;

  /** Warp instructions; a matrix instruction counts as several. */
  final int[] lengths;

  final int[] first;
  final int[] second;
  final int[][] successors;

  FlowTable(ControlFlow flow) {
    int count = flow.blocks().size();
    endings = new BasicBlock.Ending[count];
    translated = new boolean[count];
    lengths = new int[count];
    first = new int[count];
    second = new int[count];
    successors = new int[count][];
    for (BasicBlock block : flow.blocks()) {
      int k = block.index();
      List<Integer> next = block.successors();
      endings[k] = block.ending();
      translated[k] = ProgramTranslator.translated(block);
      lengths[k] = block.length() + block.code().stream().mapToInt(MatrixShapes::moreSteps).sum();
      first[k] = next.isEmpty() ? k : next.get(0);
      second[k] = next.size() < 2 ? k : next.get(1);
      successors[k] = next.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
