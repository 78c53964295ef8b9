package dev.warpsmith.kernelbench.evaluation;

/**
 * A task's naive kernels fail one of the gates, so that there is nothing to compare candidates
 * with: the task itself is wrong. The message says how.
 */
public final class BaselineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Verdict verdict;

  public BaselineException(String task, Verdict verdict, String message) {
    super("the naive kernels of task " + task + " fail (" + verdict + "): " + message);
    this.verdict = verdict;
  }

  /** Returns what the gate said of the naive kernels. */
  public Verdict verdict() {
    return verdict;
  }
}
