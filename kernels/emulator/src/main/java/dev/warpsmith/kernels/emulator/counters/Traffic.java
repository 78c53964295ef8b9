package dev.warpsmith.kernels.emulator.counters;

/**
 * What a launch moved through L2 and DRAM, in 32-byte sectors of the counted blocks.
 *
 * @param wantedSectors that DRAM must give because they are read
 * @param dramReadSectors all that DRAM gives: those, what comes with them, and what fills sectors
 *     that were written in part
 */
record Traffic(
    double readSectors,
    double readHits,
    double writeSectors,
    double wantedSectors,
    double dramReadSectors,
    double dramWriteSectors,
    double footprintBytes) {

  /** Returns the traffic of a launch that finds everything in L2 and leaves it there. */
  Traffic withinL2() {
    return new Traffic(readSectors, readSectors, writeSectors, 0, 0, 0, footprintBytes);
  }

  /** Returns the same with another number of sectors that are wanted; what comes besides stays. */
  Traffic wanting(double sectors, double newFootprintBytes) {
    return new Traffic(
        readSectors,
        readSectors - sectors,
        writeSectors,
        sectors,
        sectors + dramReadSectors - wantedSectors,
        dramWriteSectors,
        newFootprintBytes);
  }
}
