package dev.warpsmith.kernels.device;

/**
 * What to do during a launch besides computing. A CUDA device ignores what only an emulated GPU can
 * do.
 *
 * @param sanitize report out-of-bounds, misaligned and uninitialised accesses and races
 * @param count fill {@link LaunchRecord#counters}
 * @param blocks which thread blocks run
 * @param seed orders blocks and warps
 * @param caches what the launch finds in L2
 * @param splitWarps let some lanes of each warp, chosen by the seed, go on as far as they can
 *     before the others, as independent thread scheduling may; seeds that differ in the lowest bit
 *     choose opposite lanes
 * @param stepBudget most warp instructions that the launch may execute; past it the launch ends
 *     with {@link DeviceFault.Kind#STEP_BUDGET}
 */
public record LaunchOptions(
    boolean sanitize,
    boolean count,
    BlockSelection blocks,
    long seed,
    boolean splitWarps,
    long stepBudget,
    Caches caches) {

  /** What a launch finds in L2. */
  public enum Caches {
    /** Nothing. */
    COLD,
    /** What the launch before it left, as the later kernels of a plan do. */
    KEPT,
    /**
     * What the same launch leaves, dirty sectors included: one of many launches back to back, as a
     * <i>hot</i> measurement makes them. What stays in L2 is not written back.
     */
    STEADY
  }

  /** Most warp instructions of a launch unless told otherwise: minutes of emulation. */
  public static final long DEFAULT_STEP_BUDGET = 40_000_000_000L;

  /** Returns options that run every block, only to compute. */
  public static LaunchOptions compute() {
    return new LaunchOptions(
        false, false, BlockSelection.all(), 0, false, DEFAULT_STEP_BUDGET, Caches.COLD);
  }

  /** Returns options that run every block with the sanitizer on. */
  public static LaunchOptions sanitizing(long seed) {
    return new LaunchOptions(
        true, false, BlockSelection.all(), seed, false, DEFAULT_STEP_BUDGET, Caches.COLD);
  }

  /** Returns options that run the selected blocks and count. */
  public static LaunchOptions counting(BlockSelection blocks) {
    return new LaunchOptions(false, true, blocks, 0, false, DEFAULT_STEP_BUDGET, Caches.COLD);
  }

  /** Returns these options with another selection of blocks. */
  public LaunchOptions with(BlockSelection selection) {
    return new LaunchOptions(sanitize, count, selection, seed, splitWarps, stepBudget, caches);
  }

  /** Returns these options with another order of blocks and warps. */
  public LaunchOptions withSeed(long newSeed) {
    return new LaunchOptions(sanitize, count, blocks, newSeed, splitWarps, stepBudget, caches);
  }

  /** Returns these options for a launch in which warps do not stay together. */
  public LaunchOptions splittingWarps() {
    return new LaunchOptions(sanitize, count, blocks, seed, true, stepBudget, caches);
  }

  /** Returns these options with another step budget. */
  public LaunchOptions withStepBudget(long warpInstructions) {
    return new LaunchOptions(sanitize, count, blocks, seed, splitWarps, warpInstructions, caches);
  }

  /** Returns these options for a launch that follows another one of the same plan. */
  public LaunchOptions keepingCaches() {
    return with(Caches.KEPT);
  }

  /** Returns these options for a launch that finds something else in L2. */
  public LaunchOptions with(Caches found) {
    return new LaunchOptions(sanitize, count, blocks, seed, splitWarps, stepBudget, found);
  }
}
