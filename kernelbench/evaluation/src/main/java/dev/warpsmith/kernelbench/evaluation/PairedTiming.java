package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.profiler.timing.PairedTimes;
import java.util.function.Function;

/** What came of timing two candidates in turn. */
public sealed interface PairedTiming {
  /** Both were timed. */
  record Taken(PairedTimes times) implements PairedTiming {}

  /**
   * One of them failed.
   *
   * @param before whether it was surely the earlier one
   */
  record Refused(boolean before, Verdict verdict, String message) implements PairedTiming {}

  /** Applies the function that fits. */
  default <R> R match(Function<Taken, R> taken, Function<Refused, R> refused) {
    return this instanceof Taken done ? taken.apply(done) : refused.apply((Refused) this);
  }
}
