package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;

/** Whole-number counts by counter. */
final class Tally {
  private final long[] counts = new long[Counter.values().length];

  @SuppressWarnings("EnumOrdinal") // an array because this runs at every memory access
  void add(Counter counter, long amount) {
    counts[counter.ordinal()] += amount;
  }

  @SuppressWarnings("EnumOrdinal") // as above
  long get(Counter counter) {
    return counts[counter.ordinal()];
  }

  /** Adds another tally so many times. */
  void add(Tally other, long times) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += times * other.counts[i];
    }
  }
}
