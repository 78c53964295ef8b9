package dev.warpsmith.kernelbench.evaluation;

/** How an evaluation ended; the failures stand in the order of the gates that give them. */
public enum Verdict {
  COMPILE_FAILED("CompileFailed"),
  PLAN_REJECTED("PlanRejected"),
  SANITIZER_FAILED("SanitizerFailed"),
  LAUNCH_FAILED("LaunchFailed"),
  TIMED_OUT("TimedOut"),
  WRONG_NUMERICS("WrongNumerics"),
  NOT_DETERMINISTIC("NotDeterministic"),
  SUSPICIOUS("Suspicious"),
  CHEATED("Cheated"),
  UNSTABLE("Unstable"),
  PASSED("Passed");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** Returns the name as reports print it, such as {@code WrongNumerics}. */
  @Override
  public String toString() {
    return text;
  }
}
