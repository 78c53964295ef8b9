package dev.warpsmith.kernels.emulator;

import org.jspecify.annotations.Nullable;

/**
 * What generated code sees of a running warp.
 *
 * <p>Addresses are host addresses unless said otherwise. Field names are used by {@link
 * SpecialValues} and {@link AddressTranslation}.
 */
final class Warp {
  final int index;

  /** The block it runs in now: one after another has the same warps. */
  BlockExecution block;

  /** The register file: rows of 32 lanes. */
  long registers;

  /** Thread indices x, y, z: three rows of 32 ints. */
  long threads;

  long local;
  long shared;
  int sharedBytes;
  long parameters;

  /** The parameters' virtual address. */
  long parameterAddress;

  /** The virtual address of what a cooperative grid synchronises with, or 0. */
  long workspace;

  int ntidX;
  int ntidY;
  int ntidZ;
  int ctaidX;
  int ctaidY;
  int ctaidZ;
  int nctaidX;
  int nctaidY;
  int nctaidZ;
  int smid;
  int nsmid;
  int nwarpid;
  int totalSmemSize;
  int dynamicSmemSize;

  /** Warp instructions so far; stands for time. */
  long clock;

  /** Start, length and distance to the host address of the allocation each window hit last. */
  final long[] windows;

  /** Addresses of counted accesses, by lane. */
  final long[][] buffers;

  /** Indices of an indexed branch, by lane. */
  final int[] targets;

  /** Values that lanes exchange in warp-level operations. */
  final long[] exchange;

  @Nullable Sanitizer sanitizer;

  /** The frames of calls; absent where the kernel has no stack. */
  @Nullable CallStack calls;

  /** What the sanitizer knows of this warp. */
  @Nullable WarpCheck check;

  Warp(BlockExecution block, int index, BlockMemory memory) {
    this.block = block;
    this.index = index;
    this.windows = memory.windows();
    this.buffers = memory.buffers();
    this.targets = memory.targets(index);
    this.exchange = memory.exchange(index);
  }

  LaunchExecution launch() {
    return block.launch();
  }

  CallStack calls() {
    CallStack stack = calls;
    if (stack == null) {
      throw new IllegalStateException("a kernel without a stack calls a function");
    }
    return stack;
  }

  WarpCheck check() {
    WarpCheck found = check;
    if (found == null) {
      throw new IllegalStateException("sanitizing code runs without a sanitizer");
    }
    return found;
  }

  /** Names the thread of a lane, such as {@code thread (64,0,0) of block (3,0,0)}. */
  String threadName(int lane) {
    long row = threads + 4L * lane;
    int x = OffHeap.getInt(row);
    int y = OffHeap.getInt(row + 128);
    int z = OffHeap.getInt(row + 256);
    String position = "(" + ctaidX + "," + ctaidY + "," + ctaidZ + ")";
    return "thread (" + x + "," + y + "," + z + ") of block " + position;
  }
}
