package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A short basic block that runs a constant number of times in a row, which ptxas unrolls unless
 * {@code .pragma "nounroll"} stands before it (PTX ISA, 12.1).
 *
 * @param trips how often it runs
 * @param walks the registers that grow by a constant from one turn to the next
 */
record UnrolledLoop(long trips, Map<String, Walk> walks) {
  /**
   * ptxas 13.0 unrolls such bodies of PTX four times or more, for sm_80 and sm_90, and of 76
   * instructions only where that ends the loop.
   */
  private static final int LONGEST_BODY = 72;

  /**
   * A register that grows.
   *
   * @param step by how much from one turn to the next
   * @param zeros how many of its low bits are zero in the first turn
   * @param before whether the turn's value is there before the register is written in it
   */
  record Walk(long step, int zeros, boolean before) {}

  UnrolledLoop {
    walks = Map.copyOf(walks);
  }

  /**
   * Finds the loop that a basic block is.
   *
   * @param pieces the block, cut for translation
   */
  static Optional<UnrolledLoop> of(
      List<BasicBlock> pieces, FlatKernel kernel, KnownAlignment alignment) {
    BasicBlock last = pieces.get(pieces.size() - 1);
    boolean loops =
        last.ending() == BasicBlock.Ending.BRANCH
            && last.successors().get(0) == pieces.get(0).index();
    if (!loops) {
      return Optional.empty();
    }
    List<Instruction> body = pieces.stream().flatMap(piece -> piece.code().stream()).toList();
    LoopBody loop = new LoopBody(body, kernel, alignment);
    long trips = last.terminator().map(loop::trips).orElse(0L);
    boolean stays = kernel.rolled().contains(body.get(0).ptxLine());
    return trips > 1 && body.size() < LONGEST_BODY && !stays
        ? Optional.of(new UnrolledLoop(trips, loop.walks()))
        : Optional.empty();
  }
}
