package dev.warpsmith.profiler.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpeedupTest {
  @Test
  void isTheRatioOfMedians() {
    Speedup speedup =
        Speedup.of(Measurement.modelled("m1/g1", 30), Measurement.modelled("m1/g1", 20));
    assertThat(speedup.ratio()).isEqualTo(1.5);
    assertThat(speedup.interval()).isEqualTo(new Interval(1.5, 1.5));
  }

  @Test
  void intervalOfNoisySamplesContainsTheRatio() {
    Random random = new Random(5);
    Speedup speedup =
        Speedup.of(
            new Measurement(Clock.CUDA_EVENT, "d", random.doubles(30, 19, 21).boxed().toList()),
            new Measurement(Clock.CUDA_EVENT, "d", random.doubles(30, 9.5, 10.5).boxed().toList()));
    assertThat(speedup.ratio()).isBetween(speedup.interval().low(), speedup.interval().high());
    assertThat(speedup.interval().low()).isBetween(1.8, 2.2);
  }

  @Test
  void timesOfDifferentClocksHaveNoRatio() {
    Measurement modelled = Measurement.modelled("m1/g1", 30);
    Measurement measured = new Measurement(Clock.CUDA_EVENT, "cuda", List.of(30.0));
    assertThatThrownBy(() -> Speedup.of(modelled, measured))
        .hasMessage(
            "baseline is timed by modelled, candidate by cuda event: times of different clocks are"
                + " never compared");
  }

  @Test
  void timesOfDifferentModelsHaveNoRatio() {
    assertThatThrownBy(
            () -> Speedup.of(Measurement.modelled("m1/g1", 3), Measurement.modelled("m2/g1", 2)))
        .hasMessageContaining("m1/g1")
        .hasMessageContaining("time both again");
  }
}
