package dev.warpsmith.kernelbench.evaluation;

import java.util.Locale;

/**
 * What was learned when an implementation in another process was made ready to be timed.
 *
 * @param firstSeconds of the first call, which compiles
 * @param hostMicros of enqueuing one call
 */
public record Warmed(double firstSeconds, double hostMicros) {
  /** Returns the fact, for a person. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "first call %.1f s, the host enqueues one in %.0f us",
        firstSeconds,
        hostMicros);
  }
}
