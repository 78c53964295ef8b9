package dev.warpsmith.kernels.emulator.counters;

/** What a launch moved through L2 and DRAM, in 32-byte sectors of the counted blocks. */
record Traffic(
    double readSectors,
    double readHits,
    double writeSectors,
    double dramReadSectors,
    double dramWriteSectors,
    double footprintBytes) {

  /** Returns the traffic of a launch that finds everything in L2 and leaves it there. */
  Traffic withinL2() {
    return new Traffic(readSectors, readSectors, writeSectors, 0, 0, footprintBytes);
  }
}
