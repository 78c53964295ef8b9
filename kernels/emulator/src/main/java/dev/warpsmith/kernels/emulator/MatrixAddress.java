package dev.warpsmith.kernels.emulator;

/**
 * The memory operand of a warp-level instruction.
 *
 * @param base by lane
 * @param offset in bytes
 * @param access as the checks and counters know it
 */
record MatrixAddress(LaneValue base, long offset, MemoryAccess access) {

  long get(Warp warp, int lane) {
    return base.get(warp, lane) + offset;
  }
}
