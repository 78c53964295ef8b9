package dev.warpsmith.kernelbench.jmh;

import org.openjdk.jmh.results.Result;

/**
 * JMH's own score of one arm: milliseconds per run of the plan on the host's clock.
 *
 * @param millis mean
 * @param error half width of JMH's 99.9 % confidence interval; not a number if there are too few
 *     samples for one
 * @param samples measured invocations over all forks
 */
public record HostScore(double millis, double error, long samples) {
  static HostScore of(Result<?> result) {
    return new HostScore(result.getScore(), result.getScoreError(), result.getSampleCount());
  }
}
