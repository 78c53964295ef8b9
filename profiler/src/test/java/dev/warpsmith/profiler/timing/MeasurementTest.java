package dev.warpsmith.profiler.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  @Test
  void medianOfEvenAndOddCounts() {
    assertThat(events(3, 1, 2).median()).isEqualTo(2);
    assertThat(events(4, 1, 2, 3).median()).isEqualTo(2.5);
  }

  @Test
  void modelledTimeIsOneValueWithNoWidth() {
    Measurement modelled = Measurement.modelled("m1/g1", 12.5);
    assertThat(modelled.median()).isEqualTo(12.5);
    assertThat(modelled.interval()).isEqualTo(new Interval(12.5, 12.5));
    assertThatThrownBy(() -> new Measurement(Clock.MODELLED, "m1/g1", List.of(1.0, 2.0)))
        .hasMessageContaining("2 modelled samples");
  }

  @Test
  void intervalContainsTheMedianAndRepeatsItself() {
    Random random = new Random(1);
    Measurement noisy =
        new Measurement(Clock.CUDA_EVENT, "cuda", random.doubles(40, 9, 11).boxed().toList());
    Interval interval = noisy.interval();
    assertThat(noisy.median()).isBetween(interval.low(), interval.high());
    assertThat(interval.high() - interval.low()).isBetween(0.05, 1.5);
    assertThat(noisy.interval()).isEqualTo(interval);
  }

  @Test
  void rejectsWhatIsNoTime() {
    assertThatThrownBy(() -> events()).hasMessageContaining("needs a sample");
    assertThatThrownBy(() -> events(0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> events(Double.NaN)).hasMessageContaining("above 0");
  }

  private static Measurement events(double... micros) {
    return new Measurement(
        Clock.CUDA_EVENT, "cuda", java.util.Arrays.stream(micros).boxed().toList());
  }
}
