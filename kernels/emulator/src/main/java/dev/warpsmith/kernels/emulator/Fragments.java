package dev.warpsmith.kernels.emulator;

import java.util.Arrays;

/**
 * The fragments of a warp, each some lanes at one block of the program; numbered from 0.
 *
 * <p>A warp may be split for the whole launch in lanes that go ahead and lanes that follow: then
 * each fragment is of one kind only. The room is used again by one warp after another.
 */
final class Fragments {
  private static final int NOBODY = Integer.MAX_VALUE;
  private static final int FEW = 4;

  /** What a fragment does. */
  enum State {
    RUNNABLE,
    /** Has had its turn; runs when no runnable fragment is left. */
    DEMOTED,
    /** Lets all other lanes of the block run; runs in the warp's next turn. */
    YIELDED,
    /** Waits for other lanes of the warp. */
    EXCHANGING,
    /** Waits for other warps of the block. */
    AT_BARRIER
  }

  /** The block that each stands at. Few warps ever have many fragments; the arrays grow. */
  int[] pcs = new int[FEW];

  /** Their lanes. */
  int[] masks = new int[FEW];

  /** How many calls each is in. */
  int[] depths = new int[FEW];

  /** The block of the barrier that each waits at. */
  int[] waitingAt = new int[FEW];

  State[] states = new State[FEW];
  int count;

  /** The lanes that have not ended. */
  int alive;

  private int ahead;

  /**
   * Forgets all, and starts lanes at the program's first block.
   *
   * @param goingAhead those that go before the others; 0 or all for a warp that stays together
   */
  void start(int lanes, int goingAhead) {
    count = 0;
    alive = lanes;
    ahead = goingAhead;
    add(0, lanes, 0);
    part(0);
  }

  /** Tells whether lanes of the warp go ahead of others. */
  boolean parted() {
    return ahead != 0;
  }

  /** Parts a fragment into the lanes that go ahead and those that follow, if it has both. */
  void part(int fragment) {
    int following = masks[fragment] & ~ahead;
    if (following != 0 && following != masks[fragment]) {
      masks[fragment] &= ahead;
      add(pcs[fragment], following, depths[fragment]);
    }
  }

  void partAll() {
    for (int f = count - 1; f >= 0; f--) {
      if (states[f] == State.RUNNABLE) {
        part(f);
      }
    }
  }

  private boolean ahead(int fragment) {
    return (masks[fragment] & ahead) != 0;
  }

  private boolean waits(int fragment) {
    return states[fragment] == State.AT_BARRIER || states[fragment] == State.EXCHANGING;
  }

  /** Tells whether any lane could run now. */
  boolean runnable() {
    for (int f = 0; f < count; f++) {
      if (!waits(f)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the lanes that only others can let go on. */
  int blocked() {
    int lanes = 0;
    for (int f = 0; f < count; f++) {
      lanes |= waits(f) ? masks[f] : 0;
    }
    return lanes;
  }

  /** Lets fragments that yielded run again. */
  void resume() {
    for (int f = 0; f < count; f++) {
      if (states[f] == State.YIELDED) {
        states[f] = State.RUNNABLE;
      }
    }
    mergeAll();
  }

  void mergeAll() {
    for (int f = count - 1; f >= 0 && count > 1; f--) {
      if (f < count && states[f] == State.RUNNABLE) {
        merge(f);
      }
    }
  }

  /** Returns the fragment that is to run; negative if none can. */
  int lowest() {
    int best = firstRunnable();
    if (best < 0 && count > 0) {
      for (int f = 0; f < count; f++) {
        if (states[f] == State.DEMOTED) {
          states[f] = State.RUNNABLE;
        }
      }
      best = firstRunnable();
      if (best >= 0) {
        merge(best);
        best = firstRunnable();
      }
    }
    return best;
  }

  private int firstRunnable() {
    int best = -1;
    for (int f = 0; f < count; f++) {
      if (states[f] == State.RUNNABLE && (best < 0 || before(f, best))) {
        best = f;
      }
    }
    return best;
  }

  private boolean before(int one, int other) {
    if (ahead(one) != ahead(other)) {
      return ahead(one);
    }
    return depths[one] == depths[other] ? pcs[one] < pcs[other] : depths[one] > depths[other];
  }

  /** Returns the lowest block where a fragment may meet another one. */
  int lowestOther(int fragment) {
    int limit = NOBODY;
    for (int f = 0; f < count; f++) {
      boolean met = depths[f] == depths[fragment] && ahead(f) == ahead(fragment);
      if (f != fragment && states[f] == State.RUNNABLE && met) {
        limit = Math.min(limit, pcs[f]);
      }
    }
    return limit;
  }

  /** Tells whether others could run in a fragment's place. */
  boolean contended(int fragment) {
    for (int f = 0; f < count; f++) {
      if (f != fragment && free(f)) {
        return true;
      }
    }
    return false;
  }

  private boolean free(int fragment) {
    return states[fragment] == State.RUNNABLE || states[fragment] == State.DEMOTED;
  }

  private void add(int pc, int mask, int depth) {
    if (count == pcs.length) {
      grow();
    }
    pcs[count] = pc;
    masks[count] = mask;
    depths[count] = depth;
    states[count++] = State.RUNNABLE;
  }

  private void grow() {
    int size = 2 * count;
    pcs = Arrays.copyOf(pcs, size);
    masks = Arrays.copyOf(masks, size);
    depths = Arrays.copyOf(depths, size);
    waitingAt = Arrays.copyOf(waitingAt, size);
    states = Arrays.copyOf(states, size);
  }

  /** Removes a fragment; the last one takes its number. */
  void remove(int fragment) {
    count--;
    pcs[fragment] = pcs[count];
    masks[fragment] = masks[count];
    depths[fragment] = depths[count];
    states[fragment] = states[count];
    waitingAt[fragment] = waitingAt[count];
  }

  /** Sends some lanes of a fragment to one block and the others to another one. */
  void split(int fragment, int onePc, int one, int otherPc, int other) {
    pcs[fragment] = onePc;
    masks[fragment] = one;
    add(otherPc, other, depths[fragment]);
    merge(count - 1);
    merge(Math.min(fragment, count - 1));
  }

  /** Merges a fragment with another one that stands at the same block and can run. */
  void merge(int fragment) {
    for (int f = count - 1; f >= 0; f--) {
      boolean same =
          pcs[f] == pcs[fragment] && depths[f] == depths[fragment] && ahead(f) == ahead(fragment);
      if (f != fragment && free(f) && same) {
        masks[f] |= masks[fragment];
        states[f] = State.RUNNABLE;
        remove(fragment);
        return;
      }
    }
  }

  /** Sends each lane of a fragment to its own target block. */
  void scatter(int fragment, int mask, int depth, int[] targets) {
    remove(fragment);
    for (int rest = mask; rest != 0; ) {
      int target = targets[Integer.numberOfTrailingZeros(rest)];
      int same = 0;
      for (int others = rest; others != 0; others &= others - 1) {
        int lane = Integer.numberOfTrailingZeros(others);
        same |= targets[lane] == target ? 1 << lane : 0;
      }
      rest &= ~same;
      add(target, same, depth);
      merge(count - 1);
    }
  }
}
