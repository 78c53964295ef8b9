package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.emulator.tensor.Matrices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Host memory for one running thread block; reused from block to block, as are the windows: a
 * launch allocates nothing.
 */
final class BlockMemory implements AutoCloseable {
  private static final long THREADS_BYTES = 3 * 4 * RegisterFile.LANES;

  /** Keeps the memory of host threads in cache lines of their own. */
  private static final long APART = 128;

  private final int warps;
  private final long sharedBytes;
  private final long registerBytes;
  private final long localBytes;
  private final int stackBytes;
  private final boolean meet;
  private final long address;
  private int usedBytes;
  private final long[] windows;
  private final long[][] buffers;
  private final int[][] targets;
  private final long[][] exchanges;
  private final List<FragmentScheduler> schedulers = new ArrayList<>();
  private @Nullable Matrices matrices;

  BlockMemory(LaunchExecution launch) {
    Program program = launch.program();
    int threads = (int) launch.blockDim().count();
    this.warps = (threads + RegisterFile.LANES - 1) / RegisterFile.LANES;
    this.sharedBytes = (launch.sharedBytes() + 15L) / 16 * 16;
    this.registerBytes = program.file().bytes();
    this.localBytes = (long) program.kernel().localBytes() * RegisterFile.LANES;
    this.stackBytes = program.kernel().stackBytes();
    this.meet = program.lanesMeet();
    this.usedBytes = program.kernel().staticLocalBytes();
    this.address = OffHeap.allocate(bytes());
    if (stackBytes > 0) {
      OffHeap.fill(address, bytes(), (byte) 0);
    }
    this.windows = new long[3 * Math.max(1, program.windows())];
    int counted = launch.observed() ? program.accessesPerBlock() : 0;
    this.buffers = new long[counted][RegisterFile.LANES];
    this.targets = new int[warps][RegisterFile.LANES];
    this.exchanges = new long[warps][RegisterFile.LANES];
    threadIndices(launch.blockDim());
  }

  /** Writes the indices of all threads, which are the same in every block. */
  private void threadIndices(Dim3 blockDim) {
    for (int thread = 0; thread < warps * RegisterFile.LANES; thread++) {
      Dim3 index = blockDim.at(thread);
      long x = threads(thread / RegisterFile.LANES) + 4L * (thread % RegisterFile.LANES);
      OffHeap.putInt(x, index.x());
      OffHeap.putInt(x + 4 * RegisterFile.LANES, index.y());
      OffHeap.putInt(x + 8 * RegisterFile.LANES, index.z());
    }
  }

  private long bytes() {
    return sharedBytes + warps * (registerBytes + localBytes + THREADS_BYTES) + APART;
  }

  /** Makes the memory look as at a block's start. */
  void clear(byte sharedFill) {
    OffHeap.fill(address, sharedBytes, sharedFill);
    if (stackBytes == 0) {
      OffHeap.fill(registers(0), warps * (registerBytes + localBytes), (byte) 0);
    } else {
      OffHeap.fill(registers(0), warps * registerBytes, (byte) 0);
      clearStacks();
    }
    for (int warp = 0; warp < warps && meet; warp++) {
      Arrays.fill(targets[warp], 0);
      Arrays.fill(exchanges[warp], 0);
    }
  }

  /** Clears of each thread's local memory what any block has used: most of a stack never is. */
  private void clearStacks() {
    long perLane = localBytes / RegisterFile.LANES;
    for (long lane = 0; lane < (long) warps * RegisterFile.LANES; lane++) {
      OffHeap.fill(local(0) + lane * perLane, usedBytes, (byte) 0);
    }
  }

  /** Notes how far the stacks of a warp that has ended reached. */
  void used(Warp warp) {
    if (warp.calls != null) {
      usedBytes = Math.max(usedBytes, warp.calls.highest());
    }
  }

  int warps() {
    return warps;
  }

  long[] windows() {
    return windows;
  }

  long[][] buffers() {
    return buffers;
  }

  int[] targets(int warp) {
    return targets[warp];
  }

  long[] exchange(int warp) {
    return exchanges[warp];
  }

  /**
   * Returns the warps of the block that ran here before; those of the first one are to be added.
   */
  List<FragmentScheduler> schedulers() {
    return schedulers;
  }

  /** Returns room for the operands of a matrix instruction. */
  Matrices matrices() {
    if (matrices == null) {
      matrices = new Matrices();
    }
    return matrices;
  }

  long shared() {
    return address;
  }

  long registers(int warp) {
    return address + sharedBytes + warp * registerBytes;
  }

  long local(int warp) {
    return address + sharedBytes + warps * registerBytes + warp * localBytes;
  }

  long threads(int warp) {
    return address + sharedBytes + warps * (registerBytes + localBytes) + warp * THREADS_BYTES;
  }

  @Override
  public void close() {
    OffHeap.free(address);
  }
}
