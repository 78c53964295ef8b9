package dev.warpsmith.kernels.emulator.counters;

/**
 * Counts the passes of one shared-memory instruction, remembering its last pattern.
 *
 * <p>Moving all lanes by the same whole number of words turns the banks and changes no conflict.
 */
final class SharedPattern {
  private final int bytes;
  private final long[] distance = new long[32];
  private int mask;
  private long base;
  private int wavefronts;

  SharedPattern(int bytesPerLane) {
    this.bytes = bytesPerLane;
  }

  /** Returns the passes of an access. The mask must not be empty. */
  int wavefronts(int activeMask, long[] offset) {
    long start = offset[Integer.numberOfTrailingZeros(activeMask)];
    if (activeMask == mask && ((start - base) & 3) == 0 && sameDistances(offset, start)) {
      return wavefronts;
    }
    mask = activeMask;
    base = start;
    for (int lane = 0; lane < 32; lane++) {
      distance[lane] = offset[lane] - start;
    }
    wavefronts = Banks.wavefronts(activeMask, offset, bytes);
    return wavefronts;
  }

  private boolean sameDistances(long[] offset, long start) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      if (offset[lane] - start != distance[lane]) {
        return false;
      }
    }
    return true;
  }
}
