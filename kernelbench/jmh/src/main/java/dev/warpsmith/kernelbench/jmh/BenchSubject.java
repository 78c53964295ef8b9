package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.PairedTimes;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A proven candidate to put into a report.
 *
 * @param name how the report calls it
 * @param file the candidate, its tunables at their first values
 * @param time on the device
 * @param inTurn samples of the baseline and of this in turn, where the device measures
 */
public record BenchSubject(
    String name, Path file, Measurement time, Optional<PairedTimes> inTurn) {}
