package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;

/**
 * How much an evaluation does.
 *
 * @param seed from which every seed of an evaluation is derived
 * @param seedsPerSize fresh inputs at each check size
 * @param checkStepBudget most warp instructions of one launch at a check size
 * @param fullSizeInstructions warp instructions to spend on thread blocks at full size, where they
 *     are sampled
 * @param completeInstructions most warp instructions of a launch at full size that must run whole,
 *     because a later one uses what it wrote
 * @param oracleOperations operations to spend on reference values at full size
 * @param sampledInstructions warp instructions to count for the modelled clock, per launch
 */
public record EvaluationSettings(
    long seed,
    int seedsPerSize,
    long checkStepBudget,
    long fullSizeInstructions,
    long completeInstructions,
    long oracleOperations,
    long sampledInstructions) {

  private static final long LEAST_STEPS = 20_000_000;
  private static final double STEPS_PER_OPERATION = 80;

  /** Returns settings under which an evaluation on two cores takes a few seconds. */
  public static EvaluationSettings of(long seed) {
    return new EvaluationSettings(
        seed, 3, 1_600_000_000L, 10_000_000L, 400_000_000L, 50_000_000L, 12_000_000L);
  }

  /**
   * Returns these settings with a step budget for candidates: thousands of times what the task's
   * arithmetic at the check sizes asks for, as a tile of tensor cores may be nearly empty there and
   * each of their instructions counts as many steps; one that never ends is found in seconds.
   */
  EvaluationSettings limitedTo(Task task) {
    double work = work(task);
    long limit = (long) (LEAST_STEPS + STEPS_PER_OPERATION * work);
    return stepping(Math.min(allowed(work), limit));
  }

  /**
   * Returns these settings with a step budget that the task's naive kernels keep within: they are
   * slow, which is no fault of theirs, and some whole models cannot be checked at a small size.
   */
  EvaluationSettings allowing(Task task) {
    return stepping(allowed(work(task)));
  }

  private long allowed(double work) {
    return Math.max(checkStepBudget, (long) work);
  }

  /** Returns the operations of the task's largest check size. */
  private static double work(Task task) {
    return task.checkSizes().stream()
        .mapToDouble(size -> SmallerSize.work(task, size))
        .max()
        .orElse(0);
  }

  private EvaluationSettings stepping(long budget) {
    return new EvaluationSettings(
        seed,
        seedsPerSize,
        budget,
        fullSizeInstructions,
        completeInstructions,
        oracleOperations,
        sampledInstructions);
  }

  /** Returns these settings with another number of warp instructions for the modelled clock. */
  EvaluationSettings sampling(long instructions) {
    return new EvaluationSettings(
        seed,
        seedsPerSize,
        checkStepBudget,
        fullSizeInstructions,
        completeInstructions,
        oracleOperations,
        instructions);
  }

  /** Returns these settings with another seed. */
  EvaluationSettings reseeded(long newSeed) {
    return new EvaluationSettings(
        newSeed,
        seedsPerSize,
        checkStepBudget,
        fullSizeInstructions,
        completeInstructions,
        oracleOperations,
        sampledInstructions);
  }
}
