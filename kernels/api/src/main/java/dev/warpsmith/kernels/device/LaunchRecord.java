package dev.warpsmith.kernels.device;

import java.util.Optional;

/**
 * What is known of a completed launch.
 *
 * @param blocks thread blocks of the grid
 * @param blocksRun thread blocks that ran
 * @param warpInstructions PTX instructions executed by warps, in the blocks that ran
 * @param counters present if the launch was asked to count
 */
public record LaunchRecord(
    long blocks, long blocksRun, long warpInstructions, Optional<LaunchCounters> counters) {}
