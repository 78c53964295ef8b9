package dev.warpsmith.profiler.timing;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Samples of one or two things, taken in one session.
 *
 * <p>Two are interleaved as ABBA, batch by batch, so that a drift of the clock hits both alike;
 * both get as many samples as the one that needs more.
 *
 * @param first samples of the first, batch after batch
 * @param second samples of the second; empty if there is none
 * @param ended what ended it early: the samples say nothing then
 */
public record TimedArms(
    List<List<Double>> first, List<List<Double>> second, Optional<Ended> ended) {
  /** Which of the two it is. */
  public enum Arm {
    FIRST,
    SECOND
  }

  /**
   * A fault that ended the session.
   *
   * @param arm the one that ran
   */
  public record Ended(Arm arm, DeviceFault fault) {}

  /** Copies the samples. */
  public TimedArms {
    first = first.stream().map(List::copyOf).toList();
    second = second.stream().map(List::copyOf).toList();
  }

  /** Takes samples of one thing. */
  public static TimedArms of(Sampler only, StoppingRule rule) {
    Session session = new Session(rule);
    while (session.ended.isEmpty() && !rule.enough(flat(session.first))) {
      session.take(only, Arm.FIRST);
    }
    return session.arms();
  }

  /** Takes samples of two things in turn. */
  public static TimedArms interleaved(Sampler first, Sampler second, StoppingRule rule) {
    Session session = new Session(rule);
    while (session.ended.isEmpty()
        && !(rule.enough(flat(session.first)) && rule.enough(flat(session.second)))) {
      session.take(first, Arm.FIRST);
      session.take(second, Arm.SECOND);
      session.take(second, Arm.SECOND);
      session.take(first, Arm.FIRST);
    }
    return session.arms();
  }

  /** Returns the fault that ended it early, whichever had it. */
  public Optional<DeviceFault> fault() {
    return ended.map(Ended::fault);
  }

  /** Returns the samples of the first, in the order in which they were taken. */
  public List<Double> firstSamples() {
    return flat(first);
  }

  /** Returns the samples of the second, in the order in which they were taken. */
  public List<Double> secondSamples() {
    return flat(second);
  }

  /**
   * Returns the noise of this session: the second thing compared with itself, its batches taken
   * alternately.
   */
  public NoiseFloor noise(String instrument) {
    List<List<Double>> even = new ArrayList<>();
    List<List<Double>> odd = new ArrayList<>();
    for (int i = 0; i < second.size(); i++) {
      (i % 2 == 0 ? even : odd).add(second.get(i));
    }
    return NoiseFloor.of(
        new Measurement(Clock.CUDA_EVENT, instrument, flat(even)),
        new Measurement(Clock.CUDA_EVENT, instrument, flat(odd)));
  }

  private static List<Double> flat(List<List<Double>> batches) {
    return batches.stream().flatMap(List::stream).toList();
  }

  /** What has been taken so far. */
  private static final class Session {
    private final int batch;
    private final List<List<Double>> first = new ArrayList<>();
    private final List<List<Double>> second = new ArrayList<>();
    private Optional<Ended> ended = Optional.empty();

    Session(StoppingRule rule) {
      this.batch = Math.max(1, rule.least() / 2);
    }

    void take(Sampler sampler, Arm arm) {
      if (ended.isEmpty()) {
        ended =
            sampler
                .take(batch)
                .match(
                    taken -> keep(taken, arm == Arm.FIRST ? first : second),
                    faulted -> Optional.of(new Ended(arm, faulted.fault())));
      }
    }

    private static Optional<Ended> keep(LaunchTimes.Taken taken, List<List<Double>> samples) {
      samples.add(taken.micros());
      return Optional.empty();
    }

    TimedArms arms() {
      return new TimedArms(first, second, ended);
    }
  }
}
