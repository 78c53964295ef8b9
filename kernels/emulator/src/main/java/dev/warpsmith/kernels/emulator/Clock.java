package dev.warpsmith.kernels.emulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known to have happened: for each warp of the grid, a time before which its accesses are
 * ordered before whatever has this clock.
 *
 * <p>A vector clock (Mattern 1989) whose entries lie in a tree of 32-ary nodes by block. It never
 * changes, so that clocks share what they have in common: a block that looks back at another takes
 * over that block's whole tree.
 */
final class Clock {
  private static final int BITS = 5;
  private static final int WIDTH = 1 << BITS;
  private static final int[] UNKNOWN = {};

  /** Knows nothing. */
  static final Clock NOTHING = new Clock(0, new @Nullable Object[WIDTH]);

  /** How many bits of the block index the children cover; leaves hold times by warp. */
  private final int shift;

  private final @Nullable Object[] slots;

  private Clock(int shift, @Nullable Object[] slots) {
    this.shift = shift;
    this.slots = slots;
  }

  /** Returns the times of a block's warps, or an empty array if nothing of it is known. */
  int[] of(int block) {
    if (block >>> shift >= WIDTH) {
      return UNKNOWN;
    }
    Object slot = slots[block >>> shift];
    if (slot == null) {
      return UNKNOWN;
    }
    return shift == 0 ? (int[]) slot : ((Clock) slot).of(block & ((1 << shift) - 1));
  }

  /** Returns a clock that also knows these times of a block's warps. */
  Clock with(int block, int[] times) {
    Clock root = this;
    while (block >>> root.shift >= WIDTH) {
      root = root.lifted();
    }
    return root.put(block, times);
  }

  private Clock lifted() {
    @Nullable Object[] parent = new @Nullable Object[WIDTH];
    parent[0] = this;
    return new Clock(shift + BITS, parent);
  }

  private Clock put(int block, int[] times) {
    int at = block >>> shift;
    Object old = slots[at];
    Object changed;
    if (shift == 0) {
      changed = old == null ? times : latest((int[]) old, times);
    } else {
      Clock child = old == null ? empty(shift - BITS) : (Clock) old;
      changed = child.put(block & ((1 << shift) - 1), times);
    }
    if (changed == old) {
      return this;
    }
    @Nullable Object[] copy = slots.clone();
    copy[at] = changed;
    return new Clock(shift, copy);
  }

  private static Clock empty(int shift) {
    return new Clock(shift, new @Nullable Object[WIDTH]);
  }

  /** Returns a clock that knows all that this and the other one know. */
  Clock and(Clock other) {
    if (this == other || other == NOTHING) {
      return this;
    }
    if (this == NOTHING) {
      return other;
    }
    Clock one = this;
    Clock two = other;
    while (one.shift < two.shift) {
      one = one.lifted();
    }
    while (two.shift < one.shift) {
      two = two.lifted();
    }
    return one.joined(two);
  }

  private Clock joined(Clock other) {
    if (this == other) {
      return this;
    }
    @Nullable Object[] both = new @Nullable Object[WIDTH];
    boolean mine = true;
    boolean others = true;
    for (int k = 0; k < WIDTH; k++) {
      Object a = slots[k];
      Object b = other.slots[k];
      both[k] = a == null ? b : b == null ? a : joined(a, b);
      mine &= both[k] == a;
      others &= both[k] == b;
    }
    return mine ? this : others ? other : new Clock(shift, both);
  }

  private static Object joined(Object a, Object b) {
    return a instanceof Clock clock ? clock.joined((Clock) b) : latest((int[]) a, (int[]) b);
  }

  /** Returns the later time of each warp; one of the two arrays where it has them all. */
  private static int[] latest(int[] a, int[] b) {
    int[] both = a.clone();
    for (int k = 0; k < both.length; k++) {
      both[k] = Math.max(a[k], b[k]);
    }
    return Arrays.equals(both, a) ? a : Arrays.equals(both, b) ? b : both;
  }
}
