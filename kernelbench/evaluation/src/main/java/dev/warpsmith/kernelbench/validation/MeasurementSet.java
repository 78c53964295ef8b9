package dev.warpsmith.kernelbench.validation;

import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.List;
import java.util.Optional;

/**
 * Measurements of kernels on one GPU by one protocol.
 *
 * @param name of the file, without its ending
 * @param gpu as {@code warpsmith devices} names it
 * @param caches what a launch found in L2
 * @param source who published it, where, and what was taken
 * @param protocol how it was measured
 * @param floorMicros times at or below it say nothing of the kernel
 * @param floor why
 * @param noise the largest standard deviation, as a fraction of the mean, of a time that counts
 */
public record MeasurementSet(
    String name,
    String gpu,
    LaunchOptions.Caches caches,
    String source,
    String protocol,
    double floorMicros,
    String floor,
    double noise,
    List<MeasuredRow> rows) {

  public MeasurementSet {
    rows = List.copyOf(rows);
  }

  /** Says why a row is left out of the agreement, if it is. */
  Optional<String> leftOut(MeasuredRow row) {
    if (row.micros() <= floorMicros) {
      return Optional.of("at the floor");
    }
    return row.deviation() > noise * row.micros() ? Optional.of("noisy") : Optional.empty();
  }
}
