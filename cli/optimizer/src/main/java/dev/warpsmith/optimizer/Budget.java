package dev.warpsmith.optimizer;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run may spend.
 *
 * @param rounds at least 1
 * @param minutes of working time, summed over resumed sessions
 */
public record Budget(int rounds, OptionalDouble minutes) {
  public Budget {
    if (rounds < 1) {
      throw new IllegalArgumentException("a budget of " + rounds + " rounds; at least 1 expected");
    }
    if (minutes.isPresent() && !(minutes.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "a budget of " + minutes.getAsDouble() + " minutes; more than 0 expected");
    }
  }

  /** Returns why no further round may begin, or empty if one may. */
  Optional<String> spent(int finishedRounds, double seconds) {
    if (finishedRounds >= rounds) {
      return Optional.of(
          rounds == 1
              ? "the budget of 1 round is spent"
              : "the budget of " + rounds + " rounds is spent");
    }
    if (minutes.isPresent() && seconds >= minutes.getAsDouble() * 60) {
      return Optional.of(
          String.format(Locale.ROOT, "the budget of %.4g minutes is spent", minutes.getAsDouble()));
    }
    return Optional.empty();
  }
}
