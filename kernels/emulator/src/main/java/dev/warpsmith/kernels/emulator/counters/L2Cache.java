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

  /** Sectors that DRAM gives together. */
  private final int granule;

  private final boolean fills;

  private double footprintBytes;

  /** Makes a cold L2 of the GPU's size. */
  public L2Cache(GpuSpec gpu) {
    this(
        gpu.l2Bytes(), gpu.dramReadBytes() / SectoredCache.SECTOR_BYTES, gpu.fillsPartialSectors());
  }

  private L2Cache(long bytes, int granule, boolean fills) {
    this.bytes = bytes;
    this.granule = granule;
    this.fills = fills;
    this.cache = new SectoredCache(bytes, ASSOCIATIVITY, granule, fills);
  }

  /** Makes a cold L2 whose memory gives single sectors and fills none. */
  static L2Cache ofBytes(long bytes) {
    return new L2Cache(bytes, 1, false);
  }

  /** Returns a cold L2 of a part of the size. */
  L2Cache part(double fraction) {
    return new L2Cache((long) (bytes * fraction), granule, fills);
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
