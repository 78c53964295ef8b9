package dev.warpsmith.profiler.selection;

/**
 * The numbers of the protocol.
 *
 * @param leastKernels of a task, below which its correlations are chance
 * @param leastTasks below which no sign can be stable across tasks
 * @param perTask metrics that a task keeps, strongest first (the paper's 20)
 * @param collinear two metrics with a larger |r| in every task tell the same (ours: the paper gives
 *     no number that we know of)
 * @param percentile of the mean |r| of all that a task kept, from which a metric is chosen
 */
public record SelectionRules(
    int leastKernels, int leastTasks, int perTask, double collinear, double percentile) {
  /** The paper's numbers, and ours where it gives none. */
  public static final SelectionRules STANDARD = new SelectionRules(5, 2, 20, 0.95, 0.75);

  /** Checks the ranges. */
  public SelectionRules {
    if (leastKernels < 3 || leastTasks < 2 || perTask < 1) {
      throw new IllegalArgumentException(
          leastKernels
              + " kernels, "
              + leastTasks
              + " tasks, "
              + perTask
              + " metrics: at least 3, 2 and 1 expected");
    }
    if (!(collinear > 0 && collinear <= 1) || !(percentile >= 0 && percentile < 1)) {
      throw new IllegalArgumentException(
          "|r| of " + collinear + ", percentile " + percentile + ": parts of 1 expected");
    }
  }

  /** Returns these rules with another threshold for metrics that tell the same. */
  public SelectionRules collinear(double r) {
    return new SelectionRules(leastKernels, leastTasks, perTask, r, percentile);
  }

  /** Returns these rules with another least number of kernels per task. */
  public SelectionRules leastKernels(int kernels) {
    return new SelectionRules(kernels, leastTasks, perTask, collinear, percentile);
  }
}
