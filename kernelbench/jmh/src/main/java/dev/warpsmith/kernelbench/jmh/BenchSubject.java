package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.profiler.timing.Measurement;
import java.nio.file.Path;

/**
 * A proven candidate to put into a report.
 *
 * @param name how the report calls it
 * @param file the candidate, its tunables at their first values
 * @param time on the device
 */
public record BenchSubject(String name, Path file, Measurement time) {}
