package dev.warpsmith.kernels.device;

import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a completed launch.
 *
 * @param blocks thread blocks of the grid
 * @param blocksRun thread blocks that ran
 * @param warpInstructions PTX instructions executed by warps, in the blocks that ran; a matrix
 *     instruction counts as several, by its work
 * @param counters present if the launch was asked to count
 * @param printed what the kernel printed
 */
public record LaunchRecord(
    long blocks,
    long blocksRun,
    long warpInstructions,
    Optional<LaunchCounters> counters,
    Printed printed) {

  /** Checks that nothing is missing. */
  public LaunchRecord {
    Objects.requireNonNull(counters);
    Objects.requireNonNull(printed);
  }

  /** Makes the record of a launch that printed nothing. */
  public LaunchRecord(
      long blocks, long blocksRun, long warpInstructions, Optional<LaunchCounters> counters) {
    this(blocks, blocksRun, warpInstructions, counters, Printed.nothing());
  }

  /**
   * Returns the counters of a launch that was asked to count.
   *
   * @throws IllegalStateException if it was not
   */
  public LaunchCounters counted() {
    return counters.orElseThrow(
        () -> new IllegalStateException("a counting launch has no counters"));
  }
}
