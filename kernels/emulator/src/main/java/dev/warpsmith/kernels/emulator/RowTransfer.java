package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.Matrices;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.List;

/**
 * {@code ldmatrix} and {@code stmatrix}: 8×8 matrices of 16-bit elements between shared memory and
 * registers (PTX ISA, "ldmatrix").
 *
 * <p>Eight lanes give the addresses of a matrix's rows; lane l holds elements {@code 2 (l mod 4)}
 * and the next of row {@code l / 4}, or of column {@code l / 4} with {@code .trans}.
 */
final class RowTransfer extends AlignedOperation {
  private static final int ROWS = 8;

  private final List<LaneValue> registers;
  private final MatrixAddress address;
  private final boolean transposed;
  private final boolean stores;

  RowTransfer(Instruction instruction, List<LaneValue> registers, MatrixAddress address) {
    super(instruction);
    this.registers = List.copyOf(registers);
    this.address = address;
    this.transposed = instruction.has("trans");
    this.stores = instruction.opcode().equals("stmatrix");
  }

  @Override
  void apply(Warp warp) {
    Matrices matrices = warp.block.memory().matrices();
    int lanes = ROWS * registers.size();
    for (int lane = 0; lane < lanes; lane++) {
      matrices.addresses[lane] = address.get(warp, lane);
    }
    int mask = lanes == RegisterFile.LANES ? -1 : (1 << lanes) - 1;
    WarpMemory.resolve(warp, address.access(), mask, matrices);
    for (int k = 0; k < registers.size(); k++) {
      if (stores) {
        registers.get(k).getAll(warp, matrices.lanes);
        store(matrices, k * ROWS);
      } else {
        load(matrices, k * ROWS);
        registers.get(k).setAll(warp, matrices.lanes);
      }
    }
  }

  private void load(Matrices matrices, int firstRow) {
    for (int lane = 0; lane < RegisterFile.LANES; lane++) {
      int low = OffHeap.getShort(element(matrices, firstRow, lane, 0)) & 0xFFFF;
      long high = OffHeap.getShort(element(matrices, firstRow, lane, 1));
      matrices.lanes[lane] = high << 16 | low;
    }
  }

  private void store(Matrices matrices, int firstRow) {
    for (int lane = 0; lane < RegisterFile.LANES; lane++) {
      int pair = (int) matrices.lanes[lane];
      OffHeap.putShort(element(matrices, firstRow, lane, 0), (short) pair);
      OffHeap.putShort(element(matrices, firstRow, lane, 1), (short) (pair >> 16));
    }
  }

  private long element(Matrices matrices, int firstRow, int lane, int index) {
    int group = lane / 4;
    int within = lane % 4 * 2 + index;
    int row = transposed ? within : group;
    int column = transposed ? group : within;
    return matrices.hosts[firstRow + row] + 2L * column;
  }
}
