package dev.warpsmith.judge;

import dev.warpsmith.coder.Assignment;
import java.util.function.Function;

/** A Judge's answer. */
public sealed interface Decision {
  /** Go on with this assignment. */
  record Continue(Assignment assignment) implements Decision {}

  /**
   * Nothing more to gain.
   *
   * @param reason in one sentence
   */
  record Stop(String reason) implements Decision {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Continue, T> next, Function<Stop, T> stop) {
    if (this instanceof Continue value) {
      return next.apply(value);
    }
    return stop.apply((Stop) this);
  }
}
