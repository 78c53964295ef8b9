package dev.warpsmith.cli.gpucheck;

/**
 * One thing that was looked at.
 *
 * @param what such as {@code ends a kernel that hangs}
 * @param detail what was seen, or why not
 */
public record Finding(String what, Outcome outcome, String detail) {
  /** How it ended. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** It could not be looked at. */
    SKIPPED
  }

  static Finding passed(String what, String detail) {
    return new Finding(what, Outcome.PASSED, detail);
  }

  static Finding failed(String what, String detail) {
    return new Finding(what, Outcome.FAILED, detail);
  }

  static Finding skipped(String what, String detail) {
    return new Finding(what, Outcome.SKIPPED, detail);
  }
}
