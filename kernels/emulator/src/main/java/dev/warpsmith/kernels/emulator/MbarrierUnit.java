package dev.warpsmith.kernels.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happens at the mbarriers of one thread block.
 *
 * <p>Where the sanitizer keeps asynchronous copies in flight, the arrivals that they trigger are
 * kept back too, until somebody waits at their mbarrier: that is as late as can be told apart.
 */
final class MbarrierUnit {
  private final Standstill standstill;

  /** Arrivals kept back, by their mbarrier's place in shared memory. */
  private final Map<Integer, List<Arrival>> arrivals = new TreeMap<>();

  /** Copies that land when the current phase completes, by its mbarrier's place. */
  private final Map<Integer, List<PendingCopy>> tracked = new TreeMap<>();

  private record Arrival(Mbarrier barrier, Mbarrier.At at, List<PendingCopy> copies) {}

  MbarrierUnit(Standstill standstill) {
    this.standstill = standstill;
  }

  /** Stores a state that has no relation to the one before. */
  void start(Mbarrier.At at, long bits) {
    standstill.ended();
    at.store(bits);
  }

  /** Stores what became of a state, and lets go what waits for the phase's end. */
  void replace(Mbarrier.At at, MbarrierState before, MbarrierState after) {
    start(at, after.bits());
    Sanitizer sanitizer = at.warp().sanitizer;
    if (before.phase() != after.phase() && sanitizer != null) {
      List<PendingCopy> landing = tracked.remove(at.offset());
      if (landing != null) {
        landing.forEach(PendingCopy::land);
      }
      sanitizer.races().blockSynchronised();
    }
  }

  /** Arrives once the copies are done. */
  void arriveAfter(Mbarrier barrier, Mbarrier.At at, List<PendingCopy> copies) {
    standstill.ended();
    arrivals
        .computeIfAbsent(at.offset(), offset -> new ArrayList<>())
        .add(new Arrival(barrier, at, copies));
  }

  /** Makes the arrivals that were kept back at the mbarrier at a place. */
  void settle(int offset) {
    List<Arrival> due = arrivals.isEmpty() ? null : arrivals.remove(offset);
    if (due == null) {
      return;
    }
    for (Arrival arrival : due) {
      tracked.computeIfAbsent(offset, o -> new ArrayList<>()).addAll(arrival.copies());
      arrival.barrier().arrive(arrival.at(), 1);
    }
  }
}
