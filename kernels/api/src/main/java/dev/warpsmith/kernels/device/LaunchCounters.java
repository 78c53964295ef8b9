package dev.warpsmith.kernels.device;

import java.util.Map;

/**
 * Raw counts of one launch on an emulated GPU, scaled to the whole grid when it was sampled.
 *
 * @param values counts by name
 * @param sampledBlocks blocks that the counts were taken from
 */
public record LaunchCounters(Map<String, Double> values, long sampledBlocks) {
  public LaunchCounters {
    values = Map.copyOf(values);
  }
}
