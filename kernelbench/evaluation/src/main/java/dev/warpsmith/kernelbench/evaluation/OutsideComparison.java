package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.NoiseFloor;
import dev.warpsmith.profiler.timing.Speedup;
import java.util.List;
import java.util.Optional;

/**
 * A candidate beside another implementation of its task.
 *
 * @param name of the other one, such as {@code PyTorch eager}
 * @param version what its times depend on
 * @param times empty if it could not be timed on the same GPU
 * @param facts of the other one: how it was made ready, whether its results are right, or why it
 *     could not be timed
 */
public record OutsideComparison(
    String name, String version, Optional<Times> times, List<String> facts) {
  public OutsideComparison {
    facts = List.copyOf(facts);
  }

  /**
   * Samples of both, taken in turn.
   *
   * @param noise of the other one against itself
   */
  public record Times(Measurement candidate, Measurement other, NoiseFloor noise) {
    /** Returns how many times faster the candidate is. */
    public Speedup speedup() {
      return Speedup.of(other, candidate);
    }

    /** Returns what that says once noise is taken into account. */
    public NoiseFloor.Outcome outcome() {
      return noise.outcome(speedup());
    }
  }

  /** Returns what to say of one that cannot be timed. */
  public static OutsideComparison absent(String name, String version, String why) {
    return new OutsideComparison(name, version, Optional.empty(), List.of(why));
  }
}
