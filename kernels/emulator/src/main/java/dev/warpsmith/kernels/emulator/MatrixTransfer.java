package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.Matrices;
import dev.warpsmith.kernels.emulator.tensor.MatrixElement;
import dev.warpsmith.kernels.emulator.tensor.MemoryPattern;
import dev.warpsmith.kernels.ptx.Instruction;

/**
 * {@code wmma.load} and {@code wmma.store}: a matrix between memory and the registers of a warp.
 *
 * <p>Check mode asks that lines start at multiples of 16 bytes, as the CUDA programming guide does
 * of strides, or of the fragment's size where that is less; PTX's own rule, always the fragment's
 * size, would refuse the strides that the guide allows.
 */
final class MatrixTransfer extends AlignedOperation {
  private static final int LINE_ALIGNMENT = 16;
  private static final int ALL = -1;

  private final MatrixOperand fragment;
  private final MatrixElement element;
  private final MemoryPattern pattern;
  private final MatrixAddress address;
  private final LaneValue stride;
  private final boolean stores;

  /**
   * Makes a transfer.
   *
   * @param stride from line to line, in elements
   */
  MatrixTransfer(
      Instruction instruction,
      MatrixOperand fragment,
      MatrixElement element,
      MemoryPattern pattern,
      MatrixAddress address,
      LaneValue stride) {
    super(instruction);
    this.fragment = fragment;
    this.element = element;
    this.pattern = pattern;
    this.address = address;
    this.stride = stride;
    this.stores = instruction.has("store");
  }

  @Override
  void apply(Warp warp) {
    Matrices matrices = warp.block.memory().matrices();
    if (warp.sanitizer != null) {
      checkLines(warp);
    }
    if (stores) {
      fragment.read(warp, matrices.lanes, matrices.d);
    }
    for (int access = 0; access < pattern.accesses(); access++) {
      for (int lane = 0; lane < RegisterFile.LANES; lane++) {
        long units = pattern.distance(access, lane, stride(warp, lane));
        matrices.addresses[lane] = address.get(warp, lane) + bytes(units);
      }
      WarpMemory.resolve(warp, address.access(), ALL, matrices);
      move(access, matrices);
    }
    if (!stores) {
      fragment.write(warp, matrices.lanes, matrices.d);
    }
  }

  private long stride(Warp warp, int lane) {
    return stride.getInt(warp, lane) / element.perUnit();
  }

  private long bytes(long units) {
    return units * element.unitBits() / Byte.SIZE;
  }

  private void checkLines(Warp warp) {
    int fragmentBytes = fragment.registers().size() * Math.max(4, element.unitBits() / Byte.SIZE);
    int alignment = Math.min(LINE_ALIGNMENT, Integer.highestOneBit(fragmentBytes));
    MemoryAccess access = address.access();
    MemoryAccess line =
        new MemoryAccess(access.site(), access.instruction(), access.space(), alignment);
    for (int k = 0; k < pattern.lines(); k++) {
      long start = address.get(warp, 0) + bytes(k * stride(warp, 0));
      if (start % alignment != 0) {
        throw new AccessReport(warp, 0, line).misaligned(start);
      }
    }
  }

  private void move(int access, Matrices matrices) {
    for (int lane = 0; lane < RegisterFile.LANES; lane++) {
      long host = matrices.hosts[lane];
      if (element.unitBits() < Byte.SIZE) {
        nibbles(host, access, lane, matrices.d);
        continue;
      }
      for (int e = 0; e < pattern.together(); e++) {
        int place = pattern.place(access, lane, e);
        if (stores) {
          put(host + bytes(e), matrices.d[place]);
        } else {
          matrices.d[place] = get(host + bytes(e));
        }
      }
    }
  }

  private void nibbles(long host, int access, int lane, long[] matrix) {
    int word = OffHeap.getInt(host);
    for (int e = 0; e < pattern.together(); e++) {
      matrix[pattern.place(access, lane, e)] = (long) (word >>> (4 * e)) & 15;
    }
  }

  private long get(long host) {
    return switch (element.unitBits()) {
      case 8 -> OffHeap.getByte(host);
      case 16 -> OffHeap.getShort(host);
      case 32 -> OffHeap.getInt(host);
      default -> OffHeap.getLong(host);
    };
  }

  private void put(long host, long value) {
    switch (element.unitBits()) {
      case 16 -> OffHeap.putShort(host, (short) value);
      case 32 -> OffHeap.putInt(host, (int) value);
      default -> OffHeap.putLong(host, value);
    }
  }
}
