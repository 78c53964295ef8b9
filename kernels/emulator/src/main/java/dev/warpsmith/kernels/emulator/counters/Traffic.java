package dev.warpsmith.kernels.emulator.counters;

/** What a launch moved through L2 and DRAM, in 32-byte sectors of the counted blocks. */
record Traffic(
    double readSectors,
    double readHits,
    double writeSectors,
    double dramReadSectors,
    double dramWriteSectors,
    double footprintBytes) {}
