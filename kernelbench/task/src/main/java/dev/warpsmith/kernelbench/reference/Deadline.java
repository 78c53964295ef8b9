package dev.warpsmith.kernelbench.reference;

import java.time.Duration;

/** A point in time past which an evaluation gives up. */
final class Deadline {
  private final long end;
  private final boolean limited;

  private Deadline(long end, boolean limited) {
    this.end = end;
    this.limited = limited;
  }

  /** The evaluation is past its deadline. */
  static final class Passed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Passed() {
      super("past the deadline", null, false, false);
    }
  }

  static Deadline none() {
    return new Deadline(0, false);
  }

  static Deadline in(Duration budget) {
    return new Deadline(System.nanoTime() + budget.toNanos(), true);
  }

  /** Ends the evaluation if the time is up. */
  void check() {
    if (limited && System.nanoTime() - end > 0) {
      throw new Passed();
    }
  }
}
