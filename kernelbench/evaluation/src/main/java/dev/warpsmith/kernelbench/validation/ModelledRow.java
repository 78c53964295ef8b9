package dev.warpsmith.kernelbench.validation;

import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.Optional;

/**
 * A measured time and what the model says of it.
 *
 * @param micros modelled, launch included; empty if the kernel could not be modelled
 * @param binding the resource that the model names as the longest bound
 * @param remark why the row does not count, or could not be modelled; empty if it counts
 */
public record ModelledRow(
    MeasuredRow row, Optional<Double> micros, Optional<Resource> binding, String remark) {

  /** Tells whether the row is part of the agreement. */
  public boolean counts() {
    return remark.isEmpty() && micros.isPresent();
  }

  /** Returns modelled over measured time. */
  public double ratio() {
    return micros.orElseThrow() / row.micros();
  }

  /** Returns the error as a fraction of the measured time. */
  public double error() {
    return Math.abs(ratio() - 1);
  }
}
