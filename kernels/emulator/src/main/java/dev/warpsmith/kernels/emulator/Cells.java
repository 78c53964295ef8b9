package dev.warpsmith.kernels.emulator;

/**
 * What check mode keeps of each four bytes of global memory, in eight: which are initialised, and
 * who accessed them last.
 *
 * <p>The lowest four bits tell which bytes are initialised. Two slots of 30 bits follow. A slot
 * holds, from its top, a {@link Stamps stamp}, a lane, a mask of two bits and a {@link #READ kind}.
 *
 * <p>In wide cells both slots are of the whole word: the last writer, or a reader, and then another
 * reader. In narrow cells, which memory has that is accessed by bytes or halves, each slot is of
 * two bytes, and its mask tells which of them were accessed.
 */
final class Cells {
  static final int STAMP_BITS = 21;
  static final int READ = 1;
  static final int WRITE = 2;

  /** An atomic or volatile write. */
  static final int STRONG_WRITE = 3;

  /** In the mask of a wide slot: an atomic whose scope is the block; readers of two blocks. */
  static final int MARK = 1 << 2;

  static final int KIND = 3;
  static final int LANE_SHIFT = 4;
  static final int STAMP_SHIFT = 9;
  static final int SLOT = (1 << 30) - 1;
  static final int FIRST_SHIFT = 4;
  static final int SECOND_SHIFT = 34;
  static final long INITIALISED = 15;

  private Cells() {}

  /** Returns the host address of the cell of a byte. */
  static long at(long cells, long offset) {
    return cells + ((offset >> 2) << 3);
  }

  static int first(long cell) {
    return (int) (cell >>> FIRST_SHIFT) & SLOT;
  }

  static int second(long cell) {
    return (int) (cell >>> SECOND_SHIFT);
  }

  static long of(long initialised, int first, int second) {
    return initialised | ((long) first << FIRST_SHIFT) | ((long) second << SECOND_SHIFT);
  }

  static int kind(int slot) {
    return slot & KIND;
  }

  static int lane(int slot) {
    return (slot >> LANE_SHIFT) & 31;
  }

  static int stamp(int slot) {
    return slot >> STAMP_SHIFT;
  }

  static int mask(int slot) {
    return (slot >> 2) & 3;
  }

  /** Returns which of a word's bytes a range covers that starts in it or before it. */
  static int bytes(long word, long from, long to) {
    int low = (int) Math.max(0, from - word);
    int high = (int) Math.min(4, to - word);
    return ((1 << high) - 1) & ~((1 << low) - 1);
  }
}
