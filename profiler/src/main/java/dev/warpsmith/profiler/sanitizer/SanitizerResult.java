package dev.warpsmith.profiler.sanitizer;

import java.util.List;
import java.util.function.Function;

/** How a run of compute-sanitizer ended. */
public sealed interface SanitizerResult {
  /** The tool watched the whole job and found nothing. */
  record Clean() implements SanitizerResult {}

  /**
   * The tool found faults.
   *
   * @param findings what it says of the first ones, a line each
   */
  record Found(List<String> findings) implements SanitizerResult {
    /** Copies the list. */
    public Found {
      findings = List.copyOf(findings);
    }
  }

  /**
   * The tool says nothing of the job.
   *
   * @param message what happened
   * @param remedy what to do
   */
  record Unusable(String message, String remedy) implements SanitizerResult {}

  /** Applies the function of the case that this is. */
  default <T> T match(
      Function<Clean, T> clean, Function<Found, T> found, Function<Unusable, T> unusable) {
    if (this instanceof Clean value) {
      return clean.apply(value);
    }
    if (this instanceof Found value) {
      return found.apply(value);
    }
    return unusable.apply((Unusable) this);
  }
}
