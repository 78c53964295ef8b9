package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Label;

/**
 * Writes bounds checks: one subtraction and one comparison per run of accesses.
 *
 * <p>What depends on the limits only is computed before the lane loop: a bias, so that all offsets
 * that are inside become the lowest numbers there are, and how many those are. An allocation that
 * is too small for the run has none.
 */
final class RangeCheck {
  /** Stands for memory that begins at address 0. */
  static final int FROM_ZERO = -1;

  private final LaneAssembler code;
  private final Map<Range, Integer> locals = new HashMap<>();

  private record Range(int start, int limit, long least, long end) {
    static Range of(int start, int limit, AccessRun run) {
      return new Range(start, limit, run.least(), run.end());
    }
  }

  RangeCheck(LaneAssembler code) {
    this.code = code;
  }

  /**
   * Writes, before the lane loop, what the checks of a run need.
   *
   * @param start local with the first address, or {@link #FROM_ZERO}
   * @param limit local with the number of bytes
   */
  void declare(int start, int limit, AccessRun run) {
    Range range = Range.of(start, limit, run);
    if (locals.containsKey(range)) {
      return;
    }
    int bias = code.newLocal(JvmKind.LONG);
    int bound = code.newLocal(JvmKind.LONG);
    locals.put(range, bias);
    code.constant(-run.least());
    if (start != FROM_ZERO) {
      code.var(LLOAD, start);
      code.insn(LADD);
    }
    code.constant(Long.MIN_VALUE);
    code.insn(LXOR); // An addition HotSpot would move into the loop.
    code.var(LSTORE, bias);
    code.var(LLOAD, limit);
    code.constant(1 - (run.end() - run.least()));
    code.insn(LADD, LCONST_0);
    code.call(Math.class, "max", "(JJ)J");
    code.constant(Long.MIN_VALUE);
    code.insn(LADD);
    code.var(LSTORE, bound);
  }

  /** Jumps if a run whose base is in a local leaves the range that was declared. */
  void check(int address, int start, int limit, AccessRun run, Label outside) {
    Integer bias = locals.get(Range.of(start, limit, run));
    if (bias == null) {
      throw new IllegalStateException("no limits of run " + run.id());
    }
    code.var(LLOAD, address);
    code.var(LLOAD, bias);
    code.insn(LSUB);
    code.var(LLOAD, bias + 2);
    code.insn(LCMP);
    code.jump(IFGE, outside);
  }

  /** Jumps if a run whose base is in a local leaves memory of known size from address 0. */
  void check(int address, long limit, AccessRun run, Label outside) {
    code.var(LLOAD, address);
    code.constant(Long.MIN_VALUE - run.least());
    code.insn(LSUB);
    code.constant(Math.max(0, limit - (run.end() - run.least()) + 1) + Long.MIN_VALUE);
    code.insn(LCMP);
    code.jump(IFGE, outside);
  }
}
