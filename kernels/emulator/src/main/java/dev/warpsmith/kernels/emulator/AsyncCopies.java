package dev.warpsmith.kernels.emulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous copies of one thread block that nobody has waited for (PTX ISA 9.7.9.25.3).
 *
 * <p>Data arrives as late as PTX allows, so that a missing wait shows: at {@code wait_group} or
 * {@code wait_all} of the thread that copies, or when the phase of an mbarrier that tracks the copy
 * completes.
 */
final class AsyncCopies {
  private static final int CELL = 4;
  private static final int LINE = 16;

  private final PendingCopy[] targets;
  private final Map<Long, List<PendingCopy>> sources = new HashMap<>();
  private final Map<Integer, Deque<List<PendingCopy>>> groups = new HashMap<>();
  private int inFlight;

  AsyncCopies(int sharedBytes) {
    this.targets = new PendingCopy[(sharedBytes + CELL - 1) / CELL];
  }

  /** Adds a copy to its thread's open group. */
  void add(int thread, PendingCopy copy) {
    inFlight++;
    open(thread).add(copy);
    for (int cell = copy.target() / CELL; cell * CELL < copy.target() + copy.bytes(); cell++) {
      targets[cell] = copy;
    }
    if (copy.read() > 0) {
      sources.computeIfAbsent(copy.source() / LINE, line -> new ArrayList<>()).add(copy);
    }
  }

  /** Tells whether there is any. */
  boolean any() {
    return inFlight > 0;
  }

  void remove(PendingCopy copy) {
    inFlight--;
    for (int cell = copy.target() / CELL; cell * CELL < copy.target() + copy.bytes(); cell++) {
      if (targets[cell] == copy) {
        targets[cell] = null;
      }
    }
    List<PendingCopy> line = sources.get(copy.source() / LINE);
    if (line != null && line.remove(copy) && line.isEmpty()) {
      sources.remove(copy.source() / LINE);
    }
  }

  /** Returns the groups of a thread, the open one last. */
  private Deque<List<PendingCopy>> groups(int thread) {
    return groups.computeIfAbsent(
        thread,
        t -> {
          Deque<List<PendingCopy>> fresh = new ArrayDeque<>();
          fresh.add(new ArrayList<>());
          return fresh;
        });
  }

  private List<PendingCopy> open(int thread) {
    return groups(thread).getLast();
  }

  /** Closes the open group; it may be empty. */
  void commit(int thread) {
    groups(thread).addLast(new ArrayList<>());
  }

  /** Waits for all closed groups of a thread but the newest. */
  void waitForAllBut(int thread, int newest) {
    Deque<List<PendingCopy>> all = groups(thread);
    while (all.size() - 1 > newest) {
      all.removeFirst().forEach(PendingCopy::land);
    }
  }

  /** Waits for all copies of a thread. */
  void waitForAll(int thread) {
    commit(thread);
    waitForAllBut(thread, 0);
  }

  /** Returns all copies of a thread that have not landed. */
  List<PendingCopy> of(int thread) {
    return groups(thread).stream().flatMap(List::stream).filter(copy -> !copy.landed()).toList();
  }

  /** Finds the copy that will write into a range of shared memory. */
  @Nullable PendingCopy writing(int offset, int bytes) {
    if (inFlight == 0) {
      return null;
    }
    for (int cell = offset / CELL; cell <= (offset + bytes - 1) / CELL; cell++) {
      if (targets[cell] != null) {
        return targets[cell];
      }
    }
    return null;
  }

  /** Finds a copy that may still read from a range of global memory. */
  @Nullable PendingCopy reading(long address, int bytes) {
    if (sources.isEmpty()) {
      return null;
    }
    for (long line = address / LINE; line <= (address + bytes - 1) / LINE; line++) {
      for (PendingCopy copy : sources.getOrDefault(line, List.of())) {
        if (copy.readsFrom(address, bytes)) {
          return copy;
        }
      }
    }
    return null;
  }
}
