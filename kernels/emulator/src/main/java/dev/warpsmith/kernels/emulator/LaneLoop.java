package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.IAND;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IFNE;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INEG;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.ISUB;
import static org.objectweb.asm.Opcodes.IUSHR;
import static org.objectweb.asm.Opcodes.IXOR;
import static org.objectweb.asm.Opcodes.LADD;
import static org.objectweb.asm.Opcodes.LLOAD;
import static org.objectweb.asm.Opcodes.LSHL;
import static org.objectweb.asm.Opcodes.LSTORE;

import java.util.Set;
import org.objectweb.asm.Label;

/**
 * Writes the loops around a block's code: over runs of neighbouring active lanes, most often all
 * lanes of the warp, and over the lanes of a run.
 *
 * <p>From lane to lane only sums are carried; to find the next bit of a mask for each lane costs a
 * tenth of a short block. A loop that HotSpot recognises as counted would be a little faster still,
 * but costs it a tenth more time to compile a kernel. Code that calls the sanitizer at each access
 * keeps nothing in registers; there each lane is a run.
 */
final class LaneLoop {
  private final LaneAssembler code;
  private final Set<Integer> widths;
  private final boolean neighbours;
  private final Label run = new Label();
  private final Label lane = new Label();
  private final Label end = new Label();
  private final int rest;

  /**
   * Prepares the loops.
   *
   * @param neighbours whether lanes are taken in runs
   * @param widths bytes of the registers whose cells are accessed, 4 or 8: {@link #row} holds where
   *     a lane's cells of each width begin
   */
  LaneLoop(LaneAssembler code, boolean neighbours, Set<Integer> widths) {
    this.code = code;
    this.neighbours = neighbours;
    this.widths = widths;
    this.rest = code.newLocal(JvmKind.INT);
  }

  /** Returns the local with the address of a lane's cell in the first row of a width. */
  static int row(int width) {
    return width == 8 ? LaneAssembler.ROW8 : LaneAssembler.ROW4;
  }

  /** Writes what comes before the block's code. */
  void begin() {
    code.warpField("registers", "J");
    code.var(LSTORE, LaneAssembler.REGISTERS);
    code.var(ILOAD, LaneAssembler.MASK);
    code.var(ISTORE, LaneAssembler.REMAINING);
    code.label(run);
    code.var(ILOAD, LaneAssembler.REMAINING);
    code.jump(IFEQ, end);
    if (neighbours) {
      takeRun();
    } else {
      takeLane();
    }
    widths.forEach(this::firstRow);
    code.label(lane);
  }

  /** Writes what comes after the block's code. */
  void end() {
    if (neighbours) {
      widths.forEach(this::nextRow);
      code.mv().visitIincInsn(LaneAssembler.LANE, 1);
      code.var(ILOAD, rest);
      code.insn(ICONST_1, IUSHR, DUP);
      code.var(ISTORE, rest);
      code.jump(IFNE, lane);
    }
    code.jump(GOTO, run);
    code.label(end);
  }

  /** Takes the lowest set bits from the mask: they reach up to where adding the lowest carries. */
  private void takeRun() {
    code.var(ILOAD, LaneAssembler.REMAINING);
    code.call(Integer.class, "numberOfTrailingZeros", "(I)I");
    code.var(ISTORE, LaneAssembler.LANE);
    code.var(ILOAD, LaneAssembler.REMAINING);
    code.insn(DUP, DUP, DUP, INEG, IAND, IADD, IAND);
    code.insn(DUP);
    code.var(ILOAD, LaneAssembler.REMAINING);
    code.insn(IXOR);
    code.var(ILOAD, LaneAssembler.LANE);
    code.insn(IUSHR);
    code.var(ISTORE, rest);
    code.var(ISTORE, LaneAssembler.REMAINING);
  }

  private void takeLane() {
    code.var(ILOAD, LaneAssembler.REMAINING);
    code.call(Integer.class, "numberOfTrailingZeros", "(I)I");
    code.var(ISTORE, LaneAssembler.LANE);
    code.var(ILOAD, LaneAssembler.REMAINING);
    code.insn(DUP, ICONST_1, ISUB, IAND);
    code.var(ISTORE, LaneAssembler.REMAINING);
  }

  private void firstRow(int width) {
    code.var(LLOAD, LaneAssembler.REGISTERS);
    code.var(ILOAD, LaneAssembler.LANE);
    code.insn(I2L);
    code.constant(width == 8 ? 3 : 2);
    code.insn(LSHL, LADD);
    code.var(LSTORE, row(width));
  }

  private void nextRow(int width) {
    code.var(LLOAD, row(width));
    code.constant((long) width);
    code.insn(LADD);
    code.var(LSTORE, row(width));
  }
}
