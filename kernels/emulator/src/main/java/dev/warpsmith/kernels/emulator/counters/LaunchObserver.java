package dev.warpsmith.kernels.emulator.counters;

/**
 * Makes the observers of one launch.
 *
 * <p>{@link #blockStarted} is called from the emulator's worker threads, so it must be safe for
 * concurrent use; thread blocks start in no particular order. Whatever depends on the order of
 * blocks (an L2 model) belongs after the launch, over what the block observers recorded.
 */
public interface LaunchObserver {

  /**
   * Makes the observer of one thread block.
   *
   * @param linearBlock {@code x + gridDim.x * (y + gridDim.y * z)}
   * @param warps the number of warps of the thread block
   */
  BlockObserver blockStarted(long linearBlock, int warps);
}
