package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.profiler.timing.PairedTimes;
import java.util.function.Function;

/** What came of timing two candidates in turn. */
public sealed interface PairedTiming {
  /**
   * Both were timed.
   *
   * @param together why both ran in one process, where what one does may reach the other; empty if
   *     each had its own
   */
  record Taken(PairedTimes times, String together) implements PairedTiming {}

  /**
   * One of them failed.
   *
   * @param before whether it was the earlier one
   */
  record Refused(boolean before, Verdict verdict, String message) implements PairedTiming {}

  /** Applies the function that fits. */
  default <R> R match(Function<Taken, R> taken, Function<Refused, R> refused) {
    return this instanceof Taken done ? taken.apply(done) : refused.apply((Refused) this);
  }
}
