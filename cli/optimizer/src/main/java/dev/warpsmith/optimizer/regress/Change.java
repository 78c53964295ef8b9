package dev.warpsmith.optimizer.regress;

/** How a subject's number or verdict stands to its baseline. */
public enum Change {
  /** Equal, or within the tolerance. */
  SAME,
  /** For the better, by more than the tolerance. */
  BETTER,
  /** For the worse, by more than the tolerance; or no longer correct. */
  WORSE,
  /**
   * Not to be told: samples that leave it open, taken again in vain, or a value that is missing.
   */
  AMBIGUOUS,
  /** Not in the baseline. */
  NEW,
  /** In the baseline, but its file or task is no more. */
  GONE;

  /** Tells whether it trips the gate: also what nobody has accepted, or nobody can check, does. */
  public boolean trips() {
    return this == WORSE || this == NEW || this == GONE;
  }

  /** Returns the name in reports, such as {@code worse}. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
