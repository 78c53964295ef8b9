package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import java.util.Locale;

/** Pushes the values of special registers. */
final class SpecialValues {
  private SpecialValues() {}

  static void push(LaneAssembler code, SpecialRegister register, JvmKind kind) {
    if (register.wide()) {
      pushLong(code, register);
      if (kind == JvmKind.INT) {
        code.insn(L2I);
      }
      return;
    }
    pushInt(code, register);
    if (kind == JvmKind.LONG) {
      code.insn(I2L);
      code.constant(0xFFFFFFFFL);
      code.insn(LAND);
    } else if (kind != JvmKind.INT) {
      throw new UnsupportedPtxException(register + " is used as a floating-point value");
    }
  }

  /** A launch is the only grid, and belongs to no graph. */
  private static void pushLong(LaneAssembler code, SpecialRegister register) {
    switch (register) {
      case CLOCK64, GLOBALTIMER -> clock(code);
      case GRIDID -> code.constant(1L);
      default -> code.constant(0L);
    }
  }

  private static void pushInt(LaneAssembler code, SpecialRegister register) {
    switch (register) {
      case TID_X -> thread(code, 0);
      case TID_Y -> thread(code, 1);
      case TID_Z -> thread(code, 2);
      case NTID_X, NTID_Y, NTID_Z, CTAID_X, CTAID_Y, CTAID_Z, NCTAID_X, NCTAID_Y, NCTAID_Z ->
          block(code, register);
      case SMID, NSMID, TOTAL_SMEM_SIZE, DYNAMIC_SMEM_SIZE, NWARPID -> block(code, register);
      case WARPID -> code.warpField("index", "I");
      case LANEID -> code.var(ILOAD, LaneAssembler.LANE);
      case LANEMASK_EQ -> laneBit(code);
      case LANEMASK_LT -> {
        laneBit(code);
        code.insn(ICONST_1, ISUB);
      }
      case LANEMASK_LE -> {
        shifted(code, 2);
        code.insn(ICONST_1, ISUB);
      }
      case LANEMASK_GE -> shifted(code, -1);
      case LANEMASK_GT -> shifted(code, -2);
      case ENVREG1 -> {
        code.warpField("workspace", "J");
        code.constant(32);
        code.insn(LUSHR, L2I);
      }
      case ENVREG2 -> {
        code.warpField("workspace", "J");
        code.insn(L2I);
      }
      case CLOCK, GLOBALTIMER_LO -> {
        clock(code);
        code.insn(L2I);
      }
      case CLOCK_HI, GLOBALTIMER_HI -> {
        clock(code);
        code.constant(32);
        code.insn(LUSHR, L2I);
      }
      case CLUSTER_NCTARANK, CLUSTER_NCTAID_X, CLUSTER_NCTAID_Y, CLUSTER_NCTAID_Z ->
          code.constant(1);
      case CLUSTERID_X -> block(code, SpecialRegister.CTAID_X);
      case CLUSTERID_Y -> block(code, SpecialRegister.CTAID_Y);
      case CLUSTERID_Z -> block(code, SpecialRegister.CTAID_Z);
      case NCLUSTERID_X -> block(code, SpecialRegister.NCTAID_X);
      case NCLUSTERID_Y -> block(code, SpecialRegister.NCTAID_Y);
      case NCLUSTERID_Z -> block(code, SpecialRegister.NCTAID_Z);
      case IS_EXPLICIT_CLUSTER -> code.constant(0);
      case CLUSTER_CTARANK, CLUSTER_CTAID_X, CLUSTER_CTAID_Y, CLUSTER_CTAID_Z -> code.constant(0);
      case GRIDID, CLOCK64, GLOBALTIMER, CURRENT_GRAPH_EXEC ->
          throw new IllegalStateException(register.name());
    }
  }

  /** Pushes the time of the current instruction: the clock is at the block's end already. */
  private static void clock(LaneAssembler code) {
    code.warpField("clock", "J");
    if (code.remaining() > 0) {
      code.constant((long) code.remaining());
      code.insn(LSUB);
    }
  }

  private static void laneBit(LaneAssembler code) {
    shifted(code, 1);
  }

  private static void shifted(LaneAssembler code, int bits) {
    code.constant(bits);
    code.var(ILOAD, LaneAssembler.LANE);
    code.insn(ISHL);
  }

  /** Thread indices lie in three rows of 32 lanes. */
  private static void thread(LaneAssembler code, int axis) {
    code.warpField("threads", "J");
    code.var(ILOAD, LaneAssembler.LANE);
    code.constant(2);
    code.insn(ISHL);
    code.constant(axis * 4 * RegisterFile.LANES);
    code.insn(IADD, I2L, LADD);
    code.call(OffHeap.class, "getInt", "(J)I");
  }

  private static void block(LaneAssembler code, SpecialRegister register) {
    StringBuilder name = new StringBuilder();
    for (String word : register.name().toLowerCase(Locale.ROOT).split("_")) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    code.warpField(name.toString(), "I");
  }
}
