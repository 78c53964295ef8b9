package dev.warpsmith.profiler.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {
  @ParameterizedTest
  @CsvSource({
    // An interval inside of what is let through is the same, also on a noisy machine.
    "0.98, 1.02, 0.005, SAME",
    "0.98, 1.02, 0.2, SAME",
    // A change is outside of what is let through, with its whole interval.
    "0.94, 0.96, 0.005, SLOWER",
    "1.04, 1.06, 0.005, FASTER",
    "0.94, 0.98, 0.005, AMBIGUOUS",
    "0.90, 1.10, 0.005, AMBIGUOUS",
    "1.02, 1.04, 0.005, AMBIGUOUS",
    // Within the noise of the machine nothing is a change.
    "0.94, 0.96, 0.1, AMBIGUOUS",
    "1.04, 1.06, 0.1, AMBIGUOUS",
    "0.85, 0.90, 0.1, SLOWER",
  })
  void decidesByTheWholeInterval(double low, double high, double noise, Decision decision) {
    Speedup speedup = new Speedup(Clock.CUDA_EVENT, (low + high) / 2, new Interval(low, high));
    assertThat(Decision.of(speedup, new NoiseFloor(noise), 0.03)).isEqualTo(decision);
  }
}
