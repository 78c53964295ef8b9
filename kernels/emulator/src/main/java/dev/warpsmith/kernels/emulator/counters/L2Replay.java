package dev.warpsmith.kernels.emulator.counters;

import java.util.List;

/**
 * Replays what blocks asked of L2, in an order that does not depend on which thread ran which block
 * when: wave by wave, and within a wave one entry of each block in turn.
 */
final class L2Replay {
  private final SectoredCache cache;
  private long readSectors;
  private long readHits;
  private long writeSectors;

  L2Replay(SectoredCache cache) {
    this.cache = cache;
  }

  /** Replays blocks, {@code residency} of them at a time. */
  void waves(List<AccessStream> blocks, int residency) {
    for (int from = 0; from < blocks.size(); from += residency) {
      wave(blocks.subList(from, Math.min(blocks.size(), from + residency)));
    }
  }

  /** Forgets the counts, not the cache: what was replayed warmed it, and is written back. */
  void forgetCounts() {
    cache.takeWrittenBack();
    forgetReads();
  }

  /** Forgets the counts and what was evicted; what is dirty stays so. */
  void forgetCountsOnly() {
    forgetReads();
    cache.takeEvicted();
  }

  /** Ends the launch: what is dirty is written back. */
  Traffic finish() {
    return traffic(cache.takeWrittenBack());
  }

  /** Ends the launch, another follows: only what was evicted is written back. */
  Traffic pause() {
    return traffic(cache.takeEvicted());
  }

  private void forgetReads() {
    cache.takeFetched();
    cache.takeWanted();
    readSectors = 0;
    readHits = 0;
    writeSectors = 0;
  }

  private Traffic traffic(long written) {
    long wanted = cache.takeWanted();
    double footprint = 32.0 * (wanted + writeSectors);
    return new Traffic(
        readSectors, readHits, writeSectors, wanted, cache.takeFetched(), written, footprint);
  }

  private void wave(List<AccessStream> blocks) {
    int longest = blocks.stream().mapToInt(AccessStream::size).max().orElse(0);
    for (int index = 0; index < longest; index++) {
      for (AccessStream block : blocks) {
        if (index < block.size()) {
          replay(block, index);
        }
      }
    }
  }

  private void replay(AccessStream block, int index) {
    int sectors = block.sectors(index);
    if (block.isWrite(index)) {
      cache.write(block.line(index), sectors, block.words(index));
      writeSectors += Integer.bitCount(sectors);
    } else {
      readHits += Integer.bitCount(cache.read(block.line(index), sectors));
      readSectors += Integer.bitCount(sectors);
    }
  }
}
