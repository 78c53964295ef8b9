package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.Matrices;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Host memory for one running thread block; reused from block to block. */
final class BlockMemory implements AutoCloseable {
  private static final long THREADS_BYTES = 3 * 4 * RegisterFile.LANES;

  private final int warps;
  private final long sharedBytes;
  private final long registerBytes;
  private final long localBytes;
  private final int stackBytes;
  private final long address;
  private int usedBytes;
  private final long[] windows;
  private final long[][] buffers;
  private @Nullable Matrices matrices;

  BlockMemory(LaunchExecution launch) {
    Program program = launch.program();
    int threads = (int) launch.blockDim().count();
    this.warps = (threads + RegisterFile.LANES - 1) / RegisterFile.LANES;
    this.sharedBytes = (launch.sharedBytes() + 15L) / 16 * 16;
    this.registerBytes = program.file().bytes();
    this.localBytes = (long) program.kernel().localBytes() * RegisterFile.LANES;
    this.stackBytes = program.kernel().stackBytes();
    this.usedBytes = program.kernel().staticLocalBytes();
    this.address = OffHeap.allocate(bytes());
    if (stackBytes > 0) {
      OffHeap.fill(address, bytes(), (byte) 0);
    }
    this.windows = new long[3 * Math.max(1, program.windows())];
    int counted = launch.observed() ? program.accessesPerBlock() : 0;
    this.buffers = new long[counted][RegisterFile.LANES];
  }

  private long bytes() {
    return sharedBytes + warps * (registerBytes + localBytes + THREADS_BYTES) + 16;
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
    Arrays.fill(windows, 0);
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

  long[] windows() {
    return windows;
  }

  long[][] buffers() {
    return buffers;
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
