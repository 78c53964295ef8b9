package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;

/** An operand of a warp-level instruction: a constant, the lane index, or a register's row. */
final class LaneValue {
  private enum Source {
    CONSTANT,
    LANE,
    INT_ROW,
    LONG_ROW,
    NOTHING
  }

  private final Source source;
  private final long value;

  private LaneValue(Source source, long value) {
    this.source = source;
    this.value = value;
  }

  static LaneValue of(
      Instruction i, Operand operand, FlatKernel kernel, RegisterKinds kinds, RegisterFile file) {
    if (operand instanceof Operand.IntegerConstant constant) {
      return new LaneValue(Source.CONSTANT, constant.value());
    }
    if (operand instanceof Operand.FloatConstant constant) {
      return new LaneValue(Source.CONSTANT, constant.bits());
    }
    if (operand instanceof Operand.Sink) {
      return new LaneValue(Source.NOTHING, 0);
    }
    if (operand instanceof Operand.Symbol symbol && kernel.symbols().containsKey(symbol.name())) {
      long place = kernel.symbols().get(symbol.name()).value();
      return new LaneValue(Source.CONSTANT, place + symbol.offset());
    }
    if (!(operand instanceof Operand.Register register)) {
      throw UnsupportedPtxException.of(i, "operand " + operand + " has no translation");
    }
    if (register.name().equals("%laneid")) {
      return new LaneValue(Source.LANE, 0);
    }
    if (SpecialRegister.isSpecial(register.name())) {
      throw UnsupportedPtxException.of(i, "operand " + operand + " has no translation");
    }
    Integer offset = file.offsets().get(register.name());
    if (offset == null) {
      return new LaneValue(Source.NOTHING, 0);
    }
    boolean wide = kinds.kind(register.name()).bytes() == 8;
    return new LaneValue(wide ? Source.LONG_ROW : Source.INT_ROW, offset);
  }

  /** Returns the register whose row lies at an offset of the register file. */
  static LaneValue row(int offset, boolean wide) {
    return new LaneValue(wide ? Source.LONG_ROW : Source.INT_ROW, offset);
  }

  /** Reads the value of a lane; 32-bit values are sign-extended. */
  long get(Warp warp, int lane) {
    return switch (source) {
      case CONSTANT -> value;
      case LANE -> lane;
      case INT_ROW -> OffHeap.getInt(warp.registers + value + 4L * lane);
      case LONG_ROW -> OffHeap.getLong(warp.registers + value + 8L * lane);
      case NOTHING -> 0;
    };
  }

  /** Reads the values of all lanes. */
  void getAll(Warp warp, long[] into) {
    if (source == Source.INT_ROW) {
      long row = warp.registers + value;
      for (int lane = 0; lane < RegisterFile.LANES; lane++) {
        into[lane] = OffHeap.getInt(row + 4L * lane);
      }
      return;
    }
    for (int lane = 0; lane < RegisterFile.LANES; lane++) {
      into[lane] = get(warp, lane);
    }
  }

  /** Writes the values of all lanes. */
  void setAll(Warp warp, long[] results) {
    for (int lane = 0; lane < RegisterFile.LANES; lane++) {
      set(warp, lane, results[lane]);
    }
  }

  int getInt(Warp warp, int lane) {
    return (int) get(warp, lane);
  }

  float getFloat(Warp warp, int lane) {
    return Float.intBitsToFloat(getInt(warp, lane));
  }

  /** Writes the value of a lane; results that nobody reads have no row and vanish. */
  void set(Warp warp, int lane, long result) {
    switch (source) {
      case INT_ROW -> OffHeap.putInt(warp.registers + value + 4L * lane, (int) result);
      case LONG_ROW -> OffHeap.putLong(warp.registers + value + 8L * lane, result);
      case CONSTANT, LANE, NOTHING -> {}
    }
  }
}
