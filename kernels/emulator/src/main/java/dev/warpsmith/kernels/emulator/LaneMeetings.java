package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.Fragments.State;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.ArrayList;
import java.util.List;

/** Runs the warp-level instructions of a warp, where its fragments wait for each other. */
final class LaneMeetings {
  private final Warp warp;
  private final Fragments fragments;
  private final Program program;
  private final FlowTable flow;
  private final boolean observed;
  private final Participants participants;

  LaneMeetings(Warp warp, Fragments fragments, int lanes) {
    this.warp = warp;
    this.fragments = fragments;
    this.program = warp.launch().program();
    this.flow = warp.launch().flow();
    this.observed = warp.launch().observed();
    this.participants = new Participants(warp, lanes);
  }

  /** Returns the lanes that wait for others, and where. */
  List<Deadlock.Waiting> waiting() {
    List<Deadlock.Waiting> all = new ArrayList<>();
    for (int f = 0; f < fragments.count; f++) {
      if (fragments.states[f] == State.AT_BARRIER) {
        Instruction at = program.instruction(fragments.waitingAt[f]);
        all.add(new Deadlock.Waiting(warp, fragments.masks[f], at, 0));
      } else if (fragments.states[f] == State.EXCHANGING) {
        int named = program.operation(fragments.pcs[f]).allMembers(warp, fragments.masks[f]);
        all.add(
            new Deadlock.Waiting(
                warp, fragments.masks[f], program.instruction(fragments.pcs[f]), named));
      }
    }
    return all;
  }

  /** Runs a warp-level instruction if all it needs is here; else the fragment waits. */
  boolean run(int fragment, int block) {
    WarpOperation operation = program.operation(block);
    int mask = fragments.masks[fragment];
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
        if (fragments.parted() && barrier.aligned() && mask != fragments.alive) {
          wait(fragment, block);
          return false;
        }
        return barrier(fragment, barrier, block);
      }
      case EXCHANGE -> {
        if ((operation.allMembers(warp, mask) & fragments.alive & ~mask) != 0) {
          wait(fragment, block);
          return false;
        }
        if (warp.sanitizer != null) {
          participants.check(operation, program.instruction(block), mask, fragments.alive);
        }
        operation.gather(warp, mask);
        operation.apply(warp, mask, mask);
      }
    }
    return true;
  }

  private boolean giveWay(int fragment, int block) {
    fragments.states[fragment] = State.YIELDED;
    fragments.pcs[fragment] = flow.first[block];
    return false;
  }

  /** Waits for other lanes, together with those that wait at the same instruction. */
  private void wait(int fragment, int block) {
    for (int f = 0; f < fragments.count; f++) {
      if (f != fragment && fragments.states[f] == State.EXCHANGING && fragments.pcs[f] == block) {
        fragments.masks[f] |= fragments.masks[fragment];
        fragments.remove(fragment);
        return;
      }
    }
    fragments.states[fragment] = State.EXCHANGING;
    fragments.pcs[fragment] = block;
  }

  /**
   * Lets lanes arrive at an aligned barrier.
   *
   * @param whole whether only as a warp that has met, or also those whose rest does not come
   */
  boolean meet(boolean whole) {
    for (int f = 0; f < fragments.count; f++) {
      if (waitsToMeet(f) && (!whole || fragments.masks[f] == fragments.alive)) {
        arrive(f);
        return true;
      }
    }
    return false;
  }

  private boolean waitsToMeet(int fragment) {
    return fragments.states[fragment] == State.EXCHANGING
        && program.operation(fragments.pcs[fragment]).kind() == WarpOperation.Kind.BARRIER;
  }

  private void arrive(int fragment) {
    int block = fragments.pcs[fragment];
    fragments.states[fragment] = State.RUNNABLE;
    barrier(fragment, (Barrier) program.operation(block), block);
    fragments.partAll();
  }

  private boolean barrier(int fragment, Barrier barrier, int block) {
    int mask = fragments.masks[fragment];
    if (observed) {
      warp.block.observer().barrier(mask);
    }
    fragments.pcs[fragment] = flow.first[block];
    boolean waits = !barrier.arriveOnly();
    int waiting = waitingAt(barrier.id(warp, mask));
    if (waits) {
      fragments.states[fragment] = State.AT_BARRIER;
      fragments.waitingAt[fragment] = block;
    }
    boolean whole = (waiting | mask) == fragments.alive;
    warp.block.barriers().arrive(warp, barrier, mask, waiting, whole);
    return !waits;
  }

  /** Returns the lanes that wait at a barrier. */
  int waitingAt(int id) {
    int lanes = 0;
    for (int f = 0; f < fragments.count; f++) {
      boolean here =
          fragments.states[f] == State.AT_BARRIER
              && ((Barrier) program.operation(fragments.waitingAt[f])).id(warp, fragments.masks[f])
                  == id;
      lanes |= here ? fragments.masks[f] : 0;
    }
    return lanes;
  }

  /** Lets the lanes that wait at a barrier go on. */
  void release(int id, int votes, int threads) {
    for (int f = 0; f < fragments.count; f++) {
      if (fragments.states[f] == State.AT_BARRIER) {
        Barrier barrier = (Barrier) program.operation(fragments.waitingAt[f]);
        if (barrier.id(warp, fragments.masks[f]) == id) {
          barrier.complete(warp, fragments.masks[f], votes, threads);
          fragments.states[f] = State.RUNNABLE;
        }
      }
    }
    fragments.partAll();
    fragments.mergeAll();
  }

  /** Checks that those whom a fragment's lanes name wait at an operation of the same kind. */
  private void mixed(int fragment, int members) {
    Instruction mine = program.instruction(fragments.pcs[fragment]);
    for (int f = 0; f < fragments.count; f++) {
      Instruction theirs = program.instruction(fragments.pcs[f]);
      if (fragments.states[f] == State.EXCHANGING
          && (fragments.masks[f] & members) != 0
          && !theirs.opcode().equals(mine.opcode())) {
        int lane = Integer.numberOfTrailingZeros(fragments.masks[fragment]);
        int other = Integer.numberOfTrailingZeros(fragments.masks[f] & members);
        participants.mixed(mine, lane, members, other, theirs);
      }
    }
  }

  /** Completes operations whose participants wait at different instructions. */
  boolean exchange() {
    int arrived = 0;
    int ready = 0;
    for (int f = 0; f < fragments.count; f++) {
      if (fragments.states[f] == State.EXCHANGING && !waitsToMeet(f) && complete(f)) {
        checkParticipants(f);
        program.operation(fragments.pcs[f]).gather(warp, fragments.masks[f]);
        arrived |= fragments.masks[f];
        ready |= 1 << f;
      }
    }
    for (int rest = ready; rest != 0; rest &= rest - 1) {
      int f = Integer.numberOfTrailingZeros(rest);
      program.operation(fragments.pcs[f]).apply(warp, fragments.masks[f], arrived);
      fragments.pcs[f] = flow.first[fragments.pcs[f]];
      fragments.states[f] = State.RUNNABLE;
      fragments.part(f);
    }
    if (ready != 0) {
      fragments.mergeAll();
    } else if (warp.sanitizer != null) {
      checkWaiting();
    }
    return ready != 0;
  }

  /** Finds out whether lanes wait for others that wait too, but elsewhere or for others again. */
  private void checkWaiting() {
    int waiting = 0;
    for (int f = 0; f < fragments.count; f++) {
      waiting |= fragments.states[f] == State.EXCHANGING ? fragments.masks[f] : 0;
    }
    for (int f = 0; f < fragments.count; f++) {
      if (fragments.states[f] == State.EXCHANGING) {
        int members = program.operation(fragments.pcs[f]).allMembers(warp, fragments.masks[f]);
        if ((members & fragments.alive & ~waiting) == 0) {
          checkParticipants(f);
          mixed(f, members);
        }
      }
    }
  }

  private void checkParticipants(int fragment) {
    if (warp.sanitizer != null) {
      WarpOperation operation = program.operation(fragments.pcs[fragment]);
      participants.check(
          operation,
          program.instruction(fragments.pcs[fragment]),
          fragments.masks[fragment],
          fragments.alive);
    }
  }

  /**
   * Tells whether all that a waiting fragment's lanes name wait too, at an operation of that kind
   * and for the same lanes: one that waits for others is not there yet.
   */
  private boolean complete(int fragment) {
    WarpOperation operation = program.operation(fragments.pcs[fragment]);
    int known = 0;
    for (int rest = fragments.masks[fragment]; rest != 0; rest &= rest - 1) {
      int members = operation.members(warp, Integer.numberOfTrailingZeros(rest));
      if (members != known && (members & fragments.alive & ~waiting(operation, members)) != 0) {
        return false;
      }
      known = members;
    }
    return true;
  }

  /** Returns the lanes that wait at an operation of this kind for these members. */
  private int waiting(WarpOperation operation, int members) {
    int lanes = 0;
    for (int f = 0; f < fragments.count; f++) {
      WarpOperation other = program.operation(fragments.pcs[f]);
      if (fragments.states[f] == State.EXCHANGING && other.getClass() == operation.getClass()) {
        for (int rest = fragments.masks[f]; rest != 0; rest &= rest - 1) {
          int lane = Integer.numberOfTrailingZeros(rest);
          lanes |= other.members(warp, lane) == members ? 1 << lane : 0;
        }
      }
    }
    return lanes;
  }
}
