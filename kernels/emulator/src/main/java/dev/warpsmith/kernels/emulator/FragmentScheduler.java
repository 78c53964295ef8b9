package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.BlockObserver;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final int FEW = 4;

  /** What a fragment does. */
  private enum State {
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

  private final Warp warp;
  private final FlowTable flow;
  private final Program program;
  private final TranslatedBlocks code;
  private final BlockObserver observer;
  private final boolean observed;
  private final int ahead;

  /** Few warps ever have many fragments; the arrays grow. */
  private int[] pcs = new int[FEW];

  private int[] masks = new int[FEW];
  private int[] depths = new int[FEW];
  private int[] waitingAt = new int[FEW];
  private State[] states = new State[FEW];
  private int count;
  private int alive;
  private int fuel;
  private final Participants participants;

  /**
   * Makes the scheduler of a warp that is about to start.
   *
   * @param lanes that the warp has
   * @param ahead those that go before the others; 0 or all lanes for a warp that stays together
   */
  FragmentScheduler(Warp warp, int lanes, int ahead) {
    this.warp = warp;
    this.program = warp.launch().program();
    this.flow = warp.launch().flow();
    this.code = warp.launch().code();
    this.observer = warp.block.observer();
    this.observed = warp.launch().observed();
    this.alive = lanes;
    this.ahead = ahead;
    this.participants = new Participants(warp, lanes);
    add(0, lanes, 0);
    part(0);
  }

  /** Parts a fragment into the lanes that go ahead and those that follow, if it has both. */
  private void part(int fragment) {
    int following = masks[fragment] & ~ahead;
    if (following != 0 && following != masks[fragment]) {
      masks[fragment] &= ahead;
      add(pcs[fragment], following, depths[fragment]);
    }
  }

  private void partAll() {
    for (int f = count - 1; f >= 0; f--) {
      if (states[f] == State.RUNNABLE) {
        part(f);
      }
    }
  }

  private boolean ahead(int fragment) {
    return (masks[fragment] & ahead) != 0;
  }

  boolean finished() {
    return alive == 0;
  }

  int alive() {
    return alive;
  }

  /** Tells whether any lane could run now. */
  boolean runnable() {
    for (int f = 0; f < count; f++) {
      if (states[f] != State.AT_BARRIER && states[f] != State.EXCHANGING) {
        return true;
      }
    }
    return false;
  }

  /** Returns the lanes that only others can let go on. */
  int blocked() {
    int lanes = 0;
    for (int f = 0; f < count; f++) {
      boolean waits = states[f] == State.AT_BARRIER || states[f] == State.EXCHANGING;
      lanes |= waits ? masks[f] : 0;
    }
    return lanes;
  }

  /** Returns the lanes that wait for others, and where. */
  List<Deadlock.Waiting> waiting() {
    List<Deadlock.Waiting> all = new ArrayList<>();
    for (int f = 0; f < count; f++) {
      if (states[f] == State.AT_BARRIER) {
        Instruction at = program.instruction(waitingAt[f]);
        all.add(new Deadlock.Waiting(warp, masks[f], at, 0));
      } else if (states[f] == State.EXCHANGING) {
        int named = program.operation(pcs[f]).allMembers(warp, masks[f]);
        all.add(new Deadlock.Waiting(warp, masks[f], program.instruction(pcs[f]), named));
      }
    }
    return all;
  }

  /** Returns the block that stands for where the warp is. */
  int position() {
    return count == 0 ? 0 : Math.min(pcs[0], program.flow().blocks().size() - 1);
  }

  /** Tells whether lanes of the warp wait at a barrier. */
  boolean waitsAt(int id) {
    return waitingAt(id) != 0;
  }

  /** Runs until no lane can run, all have ended, or {@code blocks} blocks have run. */
  void run(int blocks) {
    fuel = blocks;
    resume();
    if (observed) {
      observer.warp(warp.index);
    }
    while (alive != 0) {
      int next = lowest();
      if (next < 0) {
        if (!meet(true) && !exchange() && !meet(false)) {
          return;
        }
      } else if (fuel <= 0) {
        return;
      } else {
        advance(next);
      }
    }
  }

  /** Lets fragments that yielded run again. */
  private void resume() {
    for (int f = 0; f < count; f++) {
      if (states[f] == State.YIELDED) {
        states[f] = State.RUNNABLE;
      }
    }
    mergeAll();
  }

  private void mergeAll() {
    for (int f = count - 1; f >= 0 && count > 1; f--) {
      if (f < count && states[f] == State.RUNNABLE) {
        merge(f);
      }
    }
  }

  private int lowest() {
    int best = find(State.RUNNABLE);
    if (best < 0 && count > 0) {
      for (int f = 0; f < count; f++) {
        if (states[f] == State.DEMOTED) {
          states[f] = State.RUNNABLE;
        }
      }
      best = find(State.RUNNABLE);
      if (best >= 0) {
        merge(best);
        best = find(State.RUNNABLE);
      }
    }
    return best;
  }

  private int find(State state) {
    int best = -1;
    for (int f = 0; f < count; f++) {
      if (states[f] == state && (best < 0 || before(f, best))) {
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

  private int lowestOther(int fragment) {
    int limit = NOBODY;
    for (int f = 0; f < count; f++) {
      boolean met = depths[f] == depths[fragment] && ahead(f) == ahead(fragment);
      if (f != fragment && states[f] == State.RUNNABLE && met) {
        limit = Math.min(limit, pcs[f]);
      }
    }
    return limit;
  }

  private boolean contended(int fragment) {
    for (int f = 0; f < count; f++) {
      if (f != fragment && (states[f] == State.RUNNABLE || states[f] == State.DEMOTED)) {
        return true;
      }
    }
    return false;
  }

  /** Runs one fragment until it meets or passes another, waits, splits or ends. */
  private void advance(int fragment) {
    int limit = count == 1 ? NOBODY : lowestOther(fragment);
    boolean contended = count > 1 && contended(fragment);
    int turn = contended ? Math.min(fuel, TURN) : fuel;
    fuel -= turn;
    int pc = pcs[fragment];
    int mask = masks[fragment];
    while (turn-- > 0) {
      int at = pc;
      warp.clock += flow.lengths[at];
      if (observed) {
        observer.basicBlock(at, mask);
      }
      switch (flow.endings[at]) {
        case FALL -> {
          if (flow.translated[at]) {
            code.run(at, warp, mask);
          }
          pc = flow.first[at];
        }
        case BRANCH -> {
          int taken = code.run(at, warp, mask);
          if (observed) {
            observer.branch(at, taken, mask & ~taken);
          }
          if (taken == 0) {
            pc = flow.second[at];
          } else if (taken == mask) {
            pc = flow.first[at];
          } else {
            split(fragment, flow.first[at], taken, flow.second[at], mask & ~taken);
            fuel += turn;
            return;
          }
        }
        case WARP -> {
          pcs[fragment] = at;
          if (!warpOperation(fragment, at)) {
            fuel += turn;
            return;
          }
          mask = masks[fragment];
          pc = flow.first[at];
        }
        case INDEXED -> {
          code.run(at, warp, mask);
          indexed(at, mask);
          scatter(fragment, mask, depths[fragment]);
          fuel += turn;
          return;
        }
        case CALL -> {
          warp.calls().call(warp, at, mask);
          scatter(fragment, mask, depths[fragment] + 1);
          fuel += turn;
          return;
        }
        case RETURN -> {
          if (flow.translated[at]) {
            code.run(at, warp, mask);
          }
          warp.calls().giveBack(warp, at, mask, flow);
          scatter(fragment, mask, depths[fragment] - 1);
          fuel += turn;
          return;
        }
        case EXIT -> {
          if (flow.translated[at]) {
            code.run(at, warp, mask);
          }
          exit(fragment, mask);
          fuel += turn;
          return;
        }
      }
      if (pc >= limit) {
        pcs[fragment] = pc;
        merge(fragment);
        fuel += turn;
        return;
      }
    }
    pcs[fragment] = pc;
    if (contended) {
      states[fragment] = State.DEMOTED;
    }
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

  private void remove(int fragment) {
    count--;
    pcs[fragment] = pcs[count];
    masks[fragment] = masks[count];
    depths[fragment] = depths[count];
    states[fragment] = states[count];
    waitingAt[fragment] = waitingAt[count];
  }

  private void split(int fragment, int onePc, int one, int otherPc, int other) {
    pcs[fragment] = onePc;
    masks[fragment] = one;
    add(otherPc, other, depths[fragment]);
    merge(count - 1);
    merge(Math.min(fragment, count - 1));
  }

  /** Merges a fragment with another one that stands at the same block and can run. */
  private void merge(int fragment) {
    for (int f = count - 1; f >= 0; f--) {
      boolean free = states[f] == State.RUNNABLE || states[f] == State.DEMOTED;
      boolean same =
          pcs[f] == pcs[fragment] && depths[f] == depths[fragment] && ahead(f) == ahead(fragment);
      if (f != fragment && free && same) {
        masks[f] |= masks[fragment];
        states[f] = State.RUNNABLE;
        remove(fragment);
        return;
      }
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

  /** Sends each lane of a fragment to its own target block. */
  private void scatter(int fragment, int mask, int depth) {
    remove(fragment);
    for (int rest = mask; rest != 0; ) {
      int target = warp.targets[Integer.numberOfTrailingZeros(rest)];
      int same = 0;
      for (int others = rest; others != 0; others &= others - 1) {
        int lane = Integer.numberOfTrailingZeros(others);
        same |= warp.targets[lane] == target ? 1 << lane : 0;
      }
      rest &= ~same;
      add(target, same, depth);
      merge(count - 1);
    }
  }

  private void exit(int fragment, int mask) {
    remove(fragment);
    alive &= ~mask;
    if (alive == 0 && observed) {
      observer.warpEnded();
    }
    warp.block.standstill().ended();
    warp.block.barriers().threadsExited(Integer.bitCount(mask));
  }

  /** Runs a warp-level instruction if all it needs is here; else the fragment waits. */
  private boolean warpOperation(int fragment, int block) {
    WarpOperation operation = program.operation(block);
    int mask = masks[fragment];
    switch (operation.kind()) {
      case IMMEDIATE -> operation.apply(warp, mask, mask);
      case YIELD -> {
        return giveWay(fragment, block);
      }
      case POLL -> {
        if (((PollOperation) operation).poll(warp, mask) != 0) {
          return giveWay(fragment, block);
        }
      }
      case BARRIER -> {
        Barrier barrier = (Barrier) operation;
        if (ahead != 0 && barrier.aligned() && mask != alive) {
          wait(fragment, block);
          return false;
        }
        return barrier(fragment, barrier, block);
      }
      case EXCHANGE -> {
        if ((operation.allMembers(warp, mask) & alive & ~mask) != 0) {
          wait(fragment, block);
          return false;
        }
        if (warp.sanitizer != null) {
          participants.check(operation, program.instruction(block), mask, alive);
        }
        operation.gather(warp, mask);
        operation.apply(warp, mask, mask);
      }
    }
    return true;
  }

  private boolean giveWay(int fragment, int block) {
    states[fragment] = State.YIELDED;
    pcs[fragment] = flow.first[block];
    return false;
  }

  /** Waits for other lanes, together with those that wait at the same instruction. */
  private void wait(int fragment, int block) {
    for (int f = 0; f < count; f++) {
      if (f != fragment && states[f] == State.EXCHANGING && pcs[f] == block) {
        masks[f] |= masks[fragment];
        remove(fragment);
        return;
      }
    }
    states[fragment] = State.EXCHANGING;
    pcs[fragment] = block;
  }

  /**
   * Lets lanes arrive at an aligned barrier.
   *
   * @param whole whether only as a warp that has met, or also those whose rest does not come
   */
  private boolean meet(boolean whole) {
    for (int f = 0; f < count; f++) {
      if (waitsToMeet(f) && (!whole || masks[f] == alive)) {
        arrive(f);
        return true;
      }
    }
    return false;
  }

  private boolean waitsToMeet(int fragment) {
    return states[fragment] == State.EXCHANGING
        && program.operation(pcs[fragment]).kind() == WarpOperation.Kind.BARRIER;
  }

  private void arrive(int fragment) {
    int block = pcs[fragment];
    states[fragment] = State.RUNNABLE;
    barrier(fragment, (Barrier) program.operation(block), block);
    partAll();
  }

  private boolean barrier(int fragment, Barrier barrier, int block) {
    int mask = masks[fragment];
    if (observed) {
      observer.barrier(mask);
    }
    pcs[fragment] = flow.first[block];
    boolean waits = !barrier.arriveOnly();
    int waiting = waitingAt(barrier.id(warp, mask));
    if (waits) {
      states[fragment] = State.AT_BARRIER;
      waitingAt[fragment] = block;
    }
    boolean whole = (waiting | mask) == alive;
    warp.block.barriers().arrive(warp, barrier, mask, waiting, whole);
    return !waits;
  }

  /** Returns the lanes that wait at a barrier. */
  private int waitingAt(int id) {
    int lanes = 0;
    for (int f = 0; f < count; f++) {
      boolean here =
          states[f] == State.AT_BARRIER
              && ((Barrier) program.operation(waitingAt[f])).id(warp, masks[f]) == id;
      lanes |= here ? masks[f] : 0;
    }
    return lanes;
  }

  /** Lets the lanes that wait at a barrier go on. */
  void release(int id, int votes, int threads) {
    for (int f = 0; f < count; f++) {
      if (states[f] == State.AT_BARRIER) {
        Barrier barrier = (Barrier) program.operation(waitingAt[f]);
        if (barrier.id(warp, masks[f]) == id) {
          barrier.complete(warp, masks[f], votes, threads);
          states[f] = State.RUNNABLE;
        }
      }
    }
    partAll();
    mergeAll();
  }

  /** Checks that those whom a fragment's lanes name wait at an operation of the same kind. */
  private void mixed(int fragment, int members) {
    Instruction mine = program.instruction(pcs[fragment]);
    for (int f = 0; f < count; f++) {
      Instruction theirs = program.instruction(pcs[f]);
      if (states[f] == State.EXCHANGING
          && (masks[f] & members) != 0
          && !theirs.opcode().equals(mine.opcode())) {
        int lane = Integer.numberOfTrailingZeros(masks[fragment]);
        int other = Integer.numberOfTrailingZeros(masks[f] & members);
        participants.mixed(mine, lane, members, other, theirs);
      }
    }
  }

  /** Completes operations whose participants wait at different instructions. */
  private boolean exchange() {
    int arrived = 0;
    int ready = 0;
    for (int f = 0; f < count; f++) {
      if (states[f] == State.EXCHANGING && !waitsToMeet(f) && complete(f)) {
        checkParticipants(f);
        program.operation(pcs[f]).gather(warp, masks[f]);
        arrived |= masks[f];
        ready |= 1 << f;
      }
    }
    for (int rest = ready; rest != 0; rest &= rest - 1) {
      int f = Integer.numberOfTrailingZeros(rest);
      program.operation(pcs[f]).apply(warp, masks[f], arrived);
      pcs[f] = flow.first[pcs[f]];
      states[f] = State.RUNNABLE;
      part(f);
    }
    if (ready != 0) {
      mergeAll();
    } else if (warp.sanitizer != null) {
      checkWaiting();
    }
    return ready != 0;
  }

  /** Finds out whether lanes wait for others that wait too, but elsewhere or for others again. */
  private void checkWaiting() {
    int waiting = 0;
    for (int f = 0; f < count; f++) {
      waiting |= states[f] == State.EXCHANGING ? masks[f] : 0;
    }
    for (int f = 0; f < count; f++) {
      if (states[f] == State.EXCHANGING) {
        int members = program.operation(pcs[f]).allMembers(warp, masks[f]);
        if ((members & alive & ~waiting) == 0) {
          checkParticipants(f);
          mixed(f, members);
        }
      }
    }
  }

  private void checkParticipants(int fragment) {
    if (warp.sanitizer != null) {
      WarpOperation operation = program.operation(pcs[fragment]);
      participants.check(operation, program.instruction(pcs[fragment]), masks[fragment], alive);
    }
  }

  /**
   * Tells whether all that a waiting fragment's lanes name wait too, at an operation of that kind
   * and for the same lanes: one that waits for others is not there yet.
   */
  private boolean complete(int fragment) {
    WarpOperation operation = program.operation(pcs[fragment]);
    int known = 0;
    for (int rest = masks[fragment]; rest != 0; rest &= rest - 1) {
      int members = operation.members(warp, Integer.numberOfTrailingZeros(rest));
      if (members != known && (members & alive & ~waiting(operation, members)) != 0) {
        return false;
      }
      known = members;
    }
    return true;
  }

  /** Returns the lanes that wait at an operation of this kind for these members. */
  private int waiting(WarpOperation operation, int members) {
    int lanes = 0;
    for (int f = 0; f < count; f++) {
      WarpOperation other = program.operation(pcs[f]);
      if (states[f] == State.EXCHANGING && other.getClass() == operation.getClass()) {
        for (int rest = masks[f]; rest != 0; rest &= rest - 1) {
          int lane = Integer.numberOfTrailingZeros(rest);
          lanes |= other.members(warp, lane) == members ? 1 << lane : 0;
        }
      }
    }
    return lanes;
  }
}
