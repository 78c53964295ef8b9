package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.Fragments.State;
import dev.warpsmith.kernels.emulator.counters.BlockObserver;
import java.util.List;

/**
 * Runs one warp: a set of fragments, each some lanes at one block.
 *
 * <p>The fragment at the lowest block runs first, so that those behind catch up, and one within
 * more calls before one within fewer; fragments that meet at a block within as many calls merge. A
 * fragment that runs long while others could run lets them go first, so that a lane that waits for
 * another lane of its warp does not wait forever.
 *
 * <p>A warp may be split for the whole launch in lanes that go ahead and lanes that follow, as
 * independent thread scheduling may do: fragments are of one kind only, those ahead run first, and
 * the others once those wait for them or for the block.
 */
final class FragmentScheduler {
  private static final int TURN = 2000;
  private static final int NOBODY = Integer.MAX_VALUE;

  private final Warp warp;
  private final FlowTable flow;
  private final Program program;
  private final TranslatedBlocks code;
  private final boolean observed;
  private final Fragments fragments = new Fragments();
  private final LaneMeetings meetings;
  private final int lanes;
  private BlockObserver observer;
  private int fuel;

  /**
   * Makes the scheduler of a warp.
   *
   * @param lanes that the warp has
   */
  FragmentScheduler(Warp warp, int lanes) {
    this.warp = warp;
    this.program = warp.launch().program();
    this.flow = warp.launch().flow();
    this.code = warp.launch().code();
    this.observer = warp.block.observer();
    this.observed = warp.launch().observed();
    this.lanes = lanes;
    this.meetings = new LaneMeetings(warp, fragments, lanes);
  }

  Warp warp() {
    return warp;
  }

  /**
   * Starts the warp anew, in the block that it is in now.
   *
   * @param ahead lanes that go before the others; 0 or all lanes for a warp that stays together
   */
  void start(int ahead) {
    observer = warp.block.observer();
    fragments.start(lanes, ahead);
  }

  boolean finished() {
    return fragments.alive == 0;
  }

  int alive() {
    return fragments.alive;
  }

  /** Tells whether any lane could run now. */
  boolean runnable() {
    return fragments.runnable();
  }

  /** Returns the lanes that only others can let go on. */
  int blocked() {
    return fragments.blocked();
  }

  /** Returns the lanes that wait for others, and where. */
  List<Deadlock.Waiting> waiting() {
    return meetings.waiting();
  }

  /** Returns the block that stands for where the warp is. */
  int position() {
    int last = program.flow().blocks().size() - 1;
    return fragments.count == 0 ? 0 : Math.min(fragments.pcs[0], last);
  }

  /** Tells whether lanes of the warp wait at a barrier. */
  boolean waitsAt(int id) {
    return meetings.waitingAt(id) != 0;
  }

  /** Lets the lanes that wait at a barrier go on. */
  void release(int id, int votes, int threads) {
    meetings.release(id, votes, threads);
  }

  /** Runs until no lane can run, all have ended, or {@code blocks} blocks have run. */
  void run(int blocks) {
    fuel = blocks;
    fragments.resume();
    if (observed) {
      observer.warp(warp.index);
    }
    while (fragments.alive != 0) {
      int next = fragments.lowest();
      if (next < 0) {
        if (!meetings.meet(true) && !meetings.exchange() && !meetings.meet(false)) {
          return;
        }
      } else if (fuel <= 0) {
        return;
      } else {
        advance(next);
      }
    }
  }

  /** Runs one fragment until it meets or passes another, waits, splits or ends. */
  private void advance(int fragment) {
    int limit = fragments.count == 1 ? NOBODY : fragments.lowestOther(fragment);
    boolean contended = fragments.count > 1 && fragments.contended(fragment);
    int turn = contended ? Math.min(fuel, TURN) : fuel;
    fuel -= turn;
    int pc = fragments.pcs[fragment];
    int mask = fragments.masks[fragment];
    while (turn-- > 0) {
      int at = pc;
      warp.clock += flow.lengths[at];
      if (observed) {
        observer.basicBlock(at, mask);
      }
      int taken = flow.translated[at] ? code.run(at, warp, mask) : 0;
      switch (flow.endings[at]) {
        case FALL -> pc = flow.first[at];
        case BRANCH -> {
          if (observed) {
            observer.branch(at, taken, mask & ~taken);
          }
          if (taken == 0) {
            pc = flow.second[at];
          } else if (taken == mask) {
            pc = flow.first[at];
          } else {
            fragments.split(fragment, flow.first[at], taken, flow.second[at], mask & ~taken);
            fuel += turn;
            return;
          }
        }
        case WARP -> {
          fragments.pcs[fragment] = at;
          if (!meetings.run(fragment, at)) {
            fuel += turn;
            return;
          }
          mask = fragments.masks[fragment];
          pc = flow.first[at];
        }
        case INDEXED, CALL, RETURN, EXIT -> {
          leave(fragment, at, mask);
          fuel += turn;
          return;
        }
      }
      if (pc >= limit) {
        fragments.pcs[fragment] = pc;
        fragments.merge(fragment);
        fuel += turn;
        return;
      }
    }
    fragments.pcs[fragment] = pc;
    if (contended) {
      fragments.states[fragment] = State.DEMOTED;
    }
  }

  /** Ends a fragment's way behind a block from which its lanes go on apart, or not at all. */
  private void leave(int fragment, int at, int mask) {
    int depth = fragments.depths[fragment];
    switch (flow.endings[at]) {
      case INDEXED -> {
        indexed(at, mask);
        fragments.scatter(fragment, mask, depth, warp.targets);
      }
      case CALL -> {
        warp.calls().call(warp, at, mask);
        fragments.scatter(fragment, mask, depth + 1, warp.targets);
      }
      case RETURN -> {
        warp.calls().giveBack(warp, at, mask, flow);
        fragments.scatter(fragment, mask, depth - 1, warp.targets);
      }
      default -> exit(fragment, mask);
    }
  }

  /** Turns the indices of an indexed branch into blocks. */
  private void indexed(int block, int mask) {
    int[] successors = flow.successors[block];
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      warp.targets[lane] = successors[Math.floorMod(warp.targets[lane], successors.length)];
    }
  }

  private void exit(int fragment, int mask) {
    fragments.remove(fragment);
    fragments.alive &= ~mask;
    if (fragments.alive == 0 && observed) {
      observer.warpEnded();
    }
    warp.block.standstill().ended();
    warp.block.barriers().threadsExited(Integer.bitCount(mask));
  }
}
