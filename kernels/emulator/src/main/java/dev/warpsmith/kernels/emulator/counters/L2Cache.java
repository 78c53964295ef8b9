package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.GpuSpec;

/**
 * The L2 cache of an emulated GPU, which outlives launches: the second kernel of a plan finds what
 * the first left.
 *
 * <p>Used by one thread at a time.
 */
public final class L2Cache {
  static final int ASSOCIATIVITY = 16;

  private final SectoredCache cache;
  private final long bytes;
  private double footprintBytes;

  /** Makes a cold L2 of the GPU's size. */
  public L2Cache(GpuSpec gpu) {
    this(gpu.l2Bytes());
  }

  L2Cache(long bytes) {
    this.bytes = bytes;
    this.cache = new SectoredCache(bytes, ASSOCIATIVITY);
  }

  /** Forgets everything: the next launch starts cold. */
  public void clear() {
    cache.clear();
    footprintBytes = 0;
  }

  /** Tells whether nothing is known to be in it. */
  boolean empty() {
    return footprintBytes == 0;
  }

  SectoredCache cache() {
    return cache;
  }

  long bytes() {
    return bytes;
  }

  /** Says how much memory the last launch touched, in the whole grid. */
  void touched(double newFootprintBytes) {
    footprintBytes = newFootprintBytes;
  }

  /**
   * Prepares for a sampled launch: what an earlier launch left is only believed if all of it fits.
   */
  void beforeSample() {
    if (footprintBytes > bytes) {
      clear();
    }
  }
}
