package dev.warpsmith.kernelbench.reference;

import java.time.Duration;
import java.util.function.Function;

/** The answer to a demand for single elements of the reference. */
public sealed interface OracleResult {
  /**
   * Every element was computed.
   *
   * @param elements in the order of the demand; the caller's own
   */
  // A boxed list would cost more than the elements; results are never compared as records.
  @SuppressWarnings("ArrayRecordComponent")
  record Computed(double[] elements) implements OracleResult {}

  /** The elements would take longer than allowed. */
  record OverBudget(Duration budget) implements OracleResult {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Computed, T> computed, Function<OverBudget, T> overBudget) {
    if (this instanceof Computed value) {
      return computed.apply(value);
    }
    return overBudget.apply((OverBudget) this);
  }
}
