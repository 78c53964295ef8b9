package dev.warpsmith.kernelbench.evaluation;

import java.util.Optional;
import java.util.function.Function;

/** What happens at a gate. */
public sealed interface GateEvent {
  /** Returns the gate that it happens at. */
  Gate gate();

  /** The gate begins its work. */
  record Started(Gate gate) implements GateEvent {}

  /**
   * The gate has its answer.
   *
   * @param failure the verdict, if it refused the candidate
   * @param recalled whether the answer was remembered from an earlier run
   * @param seconds of work
   */
  record Finished(Gate gate, Optional<Verdict> failure, boolean recalled, double seconds)
      implements GateEvent {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Started, T> started, Function<Finished, T> finished) {
    if (this instanceof Started value) {
      return started.apply(value);
    }
    return finished.apply((Finished) this);
  }
}
