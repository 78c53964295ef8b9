package dev.warpsmith.kernels.emulator.counters;

/** What blocks did, summed; used by one thread at a time. Sums of whole numbers have no order. */
final class BlockSums {
  final Tally counts = new Tally();

  /** Executions by basic block. */
  final long[] executions;

  /** Sectors of global and local memory, or wavefronts of shared memory, by access site. */
  final long[] siteCost;

  private int blocks;
  private long readSectors;
  private long writeSectors;

  /** Makes sums over no blocks. */
  BlockSums(KernelShape shape) {
    this.executions = new long[shape.blocks().size()];
    this.siteCost = new long[shape.sites().size()];
  }

  /** Adds a block that has ended. */
  void add(BlockCounter block) {
    blocks++;
    counts.add(block.counts, 1);
    addAll(executions, block.executions);
    addAll(siteCost, block.siteCost);
    readSectors += block.stream.readSectors();
    writeSectors += block.stream.writtenSectors();
  }

  /** Adds what others sum up to. */
  void add(BlockSums other) {
    blocks += other.blocks;
    counts.add(other.counts, 1);
    addAll(executions, other.executions);
    addAll(siteCost, other.siteCost);
    readSectors += other.readSectors;
    writeSectors += other.writeSectors;
  }

  /** Returns how many blocks these are. */
  int blocks() {
    return blocks;
  }

  /** Returns the sectors that they asked of L2. */
  long readSectors() {
    return readSectors;
  }

  /** Returns the sectors that they wrote to L2. */
  long writeSectors() {
    return writeSectors;
  }

  private static void addAll(long[] sums, long[] amounts) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += amounts[i];
    }
  }
}
