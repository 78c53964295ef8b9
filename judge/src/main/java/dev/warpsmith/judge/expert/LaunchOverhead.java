package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown;
import java.util.List;
import java.util.Optional;

/** Launches take the time, not what they do. */
final class LaunchOverhead implements Rule {
  private static final double MUCH = 0.1;

  @Override
  public Optional<Cause> find(Reading reading) {
    double launches =
        reading.timing().profiles().stream()
            .flatMap(profile -> profile.time().stream())
            .mapToDouble(TimeBreakdown::launchMicros)
            .sum();
    double spared = launches - reading.time().launchMicros();
    double micros = reading.timing().micros();
    if (launches < MUCH * micros || spared <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Cause(
            "launches",
            Reading.text(
                "%d launches take %.1f of %.1f us",
                reading.timing().profiles().size(), launches, micros),
            micros / Math.max(1e-3, micros - spared),
            List.of(
                KeyMetrics.DURATION,
                KeyMetrics.GRID_SIZE,
                KeyMetrics.BLOCK_SIZE,
                KeyMetrics.CYCLES_ELAPSED),
            List.of(
                Remedy.down("split"),
                Remedy.other("finish"),
                Remedy.down("kernels"),
                Remedy.other("fuse"))));
  }
}
