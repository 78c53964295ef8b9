package dev.warpsmith.kernelbench.evaluation;

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

  /** Returns settings under which an evaluation on two cores takes a few seconds. */
  public static EvaluationSettings of(long seed) {
    return new EvaluationSettings(
        seed, 3, 50_000_000L, 10_000_000L, 400_000_000L, 50_000_000L, 12_000_000L);
  }
}
