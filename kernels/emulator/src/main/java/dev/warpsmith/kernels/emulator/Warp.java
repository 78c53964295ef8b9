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
  final long registers;

  /** Thread indices x, y, z: three rows of 32 ints. */
  final long threads;

  final long local;
  final long shared;
  final int sharedBytes;
  final long parameters;

  /** The parameters' virtual address. */
  final long parameterAddress;

  /** The virtual address of what a cooperative grid synchronises with, or 0. */
  final long workspace;

  final int ntidX;
  final int ntidY;
  final int ntidZ;
  int ctaidX;
  int ctaidY;
  int ctaidZ;
  final int nctaidX;
  final int nctaidY;
  final int nctaidZ;
  int smid;
  final int nsmid;
  final int nwarpid;
  final int totalSmemSize;
  final int dynamicSmemSize;

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
    this.registers = memory.registers(index);
    this.threads = memory.threads(index);
    this.local = memory.local(index);
    this.shared = memory.shared();
    LaunchExecution launch = block.launch();
    this.sharedBytes = launch.sharedBytes();
    this.parameters = launch.parameters().host();
    this.parameterAddress = launch.parameters().address();
    this.workspace = launch.workspace();
    this.ntidX = launch.blockDim().x();
    this.ntidY = launch.blockDim().y();
    this.ntidZ = launch.blockDim().z();
    this.nctaidX = launch.gridDim().x();
    this.nctaidY = launch.gridDim().y();
    this.nctaidZ = launch.gridDim().z();
    this.nsmid = launch.sms();
    this.nwarpid = memory.warps();
    this.totalSmemSize = launch.sharedBytes();
    this.dynamicSmemSize = launch.sharedBytes() - launch.program().kernel().sharedBytes();
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
