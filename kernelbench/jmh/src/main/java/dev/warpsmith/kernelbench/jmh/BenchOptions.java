package dev.warpsmith.kernelbench.jmh;

import java.nio.file.Path;

/**
 * How JMH runs.
 *
 * @param forks JVMs per arm
 * @param warmups invocations per fork that do not count
 * @param measurements invocations per fork that count
 * @param results where JMH's own JSON goes
 * @param log where JMH's own text goes
 */
public record BenchOptions(int forks, int warmups, int measurements, Path results, Path log) {
  public BenchOptions {
    if (forks < 1 || warmups < 0 || measurements < 1) {
      throw new IllegalArgumentException(
          forks
              + " forks, "
              + warmups
              + " warm-ups, "
              + measurements
              + " measurements: expected at least 1, 0 and 1");
    }
  }
}
