package dev.warpsmith.cli;

/** Ends a task from within, at its next step: its minutes are spent, or the suite stops. */
final class SuiteEnd extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean whole;

  /**
   * @param whole whether the suite stops, so that the task is to go on another time
   */
  SuiteEnd(boolean whole, String message) {
    super(message);
    this.whole = whole;
  }

  boolean whole() {
    return whole;
  }
}
