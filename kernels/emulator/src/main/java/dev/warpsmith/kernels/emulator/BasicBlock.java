package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.List;
import java.util.Optional;

/**
 * A straight run of instructions.
 *
 * @param index its place in {@link ControlFlow#blocks()}; where lanes diverge, lower runs first
 * @param code without the ending branch; for {@code WARP} and {@code CALL} exactly that instruction
 * @param terminator the branch at its end, if there is one
 * @param successors {@code FALL}, {@code WARP} and {@code CALL}: the next block; {@code BRANCH}:
 *     taken, then not taken; {@code INDEXED}: the targets in order; {@code EXIT} and {@code
 *     RETURN}: none
 * @param loopDepth how many loops enclose it
 */
record BasicBlock(
    int index,
    List<Instruction> code,
    Ending ending,
    Optional<Instruction> terminator,
    List<Integer> successors,
    int loopDepth) {

  /** How a block ends. */
  enum Ending {
    FALL,
    BRANCH,
    INDEXED,
    WARP,
    /** Pushes a frame and goes to a function; the successor is where it returns to. */
    CALL,
    /** Goes back to where the frame came from. */
    RETURN,
    EXIT
  }

  BasicBlock {
    code = List.copyOf(code);
    successors = List.copyOf(successors);
  }

  /** Returns the number of PTX instructions, the terminator included. */
  int length() {
    return code.size() + (terminator.isPresent() ? 1 : 0);
  }
}
