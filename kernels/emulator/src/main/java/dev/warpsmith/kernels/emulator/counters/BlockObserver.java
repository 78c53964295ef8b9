package dev.warpsmith.kernels.emulator.counters;

import java.util.List;

/**
 * Receives what one thread block executes, in the order in which the emulator executes it.
 *
 * <p>One instance serves one thread block and is called by one thread at a time. Masks have bit
 * {@code i} set for lane {@code i}. Arrays have 32 entries, hold rubbish for lanes outside the
 * mask, and are reused after the call returns: copy what must be kept.
 */
public interface BlockObserver {

  /** All following calls are about this warp (0-based within the block), until the next call. */
  void warp(int warp);

  /**
   * The current warp runs a basic block of {@link KernelShape#blocks()} with these lanes. Comes
   * before the block's accesses, branch and barrier.
   */
  void basicBlock(int blockIndex, int mask);

  /**
   * A global access; addresses are the emulated GPU's virtual addresses, one per lane.
   *
   * @param offset bytes to add to each address
   */
  void global(AccessSite site, int mask, long[] addressByLane, long offset);

  /** A global access. */
  default void global(AccessSite site, int mask, long[] addressByLane) {
    global(site, mask, addressByLane, 0);
  }

  /** Shared-memory accesses; offsets are bytes from the start of the block's shared memory. */
  void shared(AccessGroup group, int mask, long[] offsetByLane);

  /** A shared-memory access. */
  default void shared(AccessSite site, int mask, long[] offsetByLane) {
    shared(
        new AccessGroup(List.of(new AccessGroup.Member(site, 0, site.bytesPerLane(), 1))),
        mask,
        offsetByLane);
  }

  /** A local-memory access; offsets are bytes from the start of the thread's local memory. */
  void local(AccessSite site, int mask, long[] offsetByLane);

  /** A conditional branch ended the basic block; both masks together are the active lanes. */
  void branch(int blockIndex, int takenMask, int notTakenMask);

  /** The current warp arrived at a block-wide barrier with these lanes. */
  void barrier(int mask);

  /** All threads of the current warp have ended. */
  void warpEnded();

  /** All warps of this thread block have ended. */
  void blockEnded();
}
