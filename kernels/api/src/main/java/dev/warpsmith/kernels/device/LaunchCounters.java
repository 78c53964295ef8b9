package dev.warpsmith.kernels.device;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of one launch on an emulated GPU, scaled to the whole grid when it was sampled.
 *
 * @param values a count for every {@link Counter}
 * @param sampling which blocks the counts were taken from
 * @param hotSpots source lines by the cost of what they executed, most expensive first
 */
public record LaunchCounters(
    Map<Counter, Double> values, Sampling sampling, List<HotSpot> hotSpots) {

  /** Checks that every counter is there and copies. */
  public LaunchCounters {
    for (Counter counter : Counter.values()) {
      if (!values.containsKey(counter)) {
        throw new IllegalArgumentException("counter " + counter + " is missing");
      }
    }
    values = Map.copyOf(new EnumMap<>(values));
    hotSpots = List.copyOf(hotSpots);
  }

  /** Returns a count. */
  public double value(Counter counter) {
    Double value = values.get(counter);
    if (value == null) {
      throw new IllegalStateException("counter " + counter + " is missing");
    }
    return value;
  }

  /**
   * Which blocks were counted.
   *
   * @param blocks of the whole grid
   * @param counted blocks that the counts were taken from
   * @param warming blocks that ran before, uncounted, to warm L2
   * @param description one line for people, such as {@code 1056 of 4096 blocks after 1056 warming}
   */
  public record Sampling(long blocks, long counted, long warming, String description) {
    /** Returns the statement that every block was counted. */
    public static Sampling whole(long blocks) {
      return new Sampling(blocks, blocks, 0, "all " + blocks + " blocks");
    }

    /** Tells whether every block was counted. */
    public boolean complete() {
      return counted == blocks;
    }
  }

  /**
   * What one source line executed, scaled to the grid.
   *
   * @param line such as {@code kernel.cu:31}
   * @param warpInstructions PTX instructions
   * @param sectors global and local sectors
   * @param sharedWavefronts passes through shared memory
   */
  public record HotSpot(
      String line, double warpInstructions, double sectors, double sharedWavefronts) {}
}
