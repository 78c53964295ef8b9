package dev.warpsmith.kernels.jcuda;

import java.time.Duration;

/** The worker has ended, or was ended, before it answered. */
final class WorkerEnded extends Exception {
  private static final long serialVersionUID = 1L;

  /** A shell's exit code of a process that was ended by signal 0, were there one. */
  private static final int FIRST_SIGNAL = 128;

  private final boolean late;

  private WorkerEnded(String message, boolean late) {
    super(message);
    this.late = late;
  }

  /** Says that the worker was killed because it took too long. */
  static WorkerEnded late(Duration limit) {
    return new WorkerEnded("no end after " + text(limit), true);
  }

  /**
   * Says that the worker ended by itself.
   *
   * @param exit its exit code
   * @param said of its end; a JVM that gets a signal names it there and exits with 1
   */
  static WorkerEnded crashed(int exit, String said) {
    String how = exit > FIRST_SIGNAL ? "signal " + (exit - FIRST_SIGNAL) : "exit code " + exit;
    return new WorkerEnded(
        "the driver's process " + (said.isEmpty() ? "ended with " + how : "crashed: " + said),
        false);
  }

  private static String text(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  /** Tells whether it took too long; otherwise it crashed. */
  boolean late() {
    return late;
  }

  /** Returns what happened, as a clause. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
