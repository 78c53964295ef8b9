package dev.warpsmith.kernelbench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Interval;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.NoiseFloor;
import dev.warpsmith.profiler.timing.Speedup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchTextTest {
  private static final HostScore SCORE = new HostScore(12.5, 0.25, 10);

  private static BenchRow row(String name, Measurement baseline, Measurement time) {
    return new BenchRow(name, time, Speedup.of(baseline, time), new NoiseFloor(0), SCORE);
  }

  private static BenchReport report(Measurement baseline, Measurement candidate) {
    return new BenchReport(
        "softmax",
        "emulated:h200",
        Bindings.of(Map.of("cols", 16384L)),
        Bindings.of(Map.of("cols", 512L)),
        List.of(row("naive", baseline, baseline), row("best.cu", baseline, candidate)));
  }

  private static BenchReport modelled() {
    return report(Measurement.modelled("m1/g1", 400), Measurement.modelled("m1/g1", 100));
  }

  @Test
  void namesTheClockOfEveryColumn() {
    assertThat(BenchText.markdown(modelled()))
        .contains("modelled time (µs)", "modelled speedup", "JMH score, host (ms/plan)")
        .contains(
            "| best.cu | 100.0 | 4.00 | none: a model repeats itself | faster | 12.50 ± 0.25 |");
  }

  @Test
  void saysThatModelledTimesAreNotMeasured() {
    assertThat(BenchText.markdown(modelled()))
        .contains("modelled (m1/g1), not measured, at cols = 16384")
        .contains("what emulating the plan costs this machine, at cols = 512")
        .contains("never divided by each other");
  }

  @Test
  void callsAnIntervalThatIncludesOneTheSame() {
    Measurement baseline =
        new Measurement(Clock.CUDA_EVENT, "driver", List.of(10.0, 11.0, 9.0, 10.5, 9.5));
    Measurement candidate =
        new Measurement(Clock.CUDA_EVENT, "driver", List.of(10.1, 10.9, 9.1, 10.4, 9.4));
    BenchReport report = report(baseline, candidate);
    assertThat(report.rows().get(1).verdict()).isEqualTo("same");
    assertThat(BenchText.markdown(report))
        .containsPattern("\\| best.cu \\| 10.1 \\| 0.99 \\| 0\\.\\d+ – 1\\.\\d+ \\| same \\|")
        .doesNotContain("modelled");
  }

  @Test
  void callsAChangeWithinTheNoiseOfItsSessionTheSame() {
    Speedup speedup = new Speedup(Clock.CUDA_EVENT, 1.03, new Interval(1.02, 1.04));
    Measurement time = new Measurement(Clock.CUDA_EVENT, "driver", List.of(10.0, 10.1));
    assertThat(new BenchRow("a", time, speedup, new NoiseFloor(0.01), SCORE).verdict())
        .isEqualTo("faster");
    assertThat(new BenchRow("a", time, speedup, new NoiseFloor(0.03), SCORE).verdict())
        .isEqualTo("same");
  }

  @Test
  void tellsSlowerFromFaster() {
    BenchReport report =
        report(Measurement.modelled("m1/g1", 100), Measurement.modelled("m1/g1", 400));
    assertThat(report.rows().get(1).verdict()).isEqualTo("slower");
  }

  @Test
  void writesCommaSeparatedValues() {
    assertThat(BenchText.csv(modelled()).lines())
        .contains(
            "\"naive\",modelled,\"m1/g1\",400.0000,1,1.0000,1.0000,1.0000,0.0000,baseline,"
                + "12.5000,0.2500,10",
            "\"best.cu\",modelled,\"m1/g1\",100.0000,1,4.0000,4.0000,4.0000,0.0000,faster,"
                + "12.5000,0.2500,10");
  }

  @Test
  void leavesOutAnErrorThatJmhCannotGive() {
    Measurement time = Measurement.modelled("m1/g1", 100);
    BenchRow lone =
        new BenchRow(
            "naive",
            time,
            Speedup.of(time, time),
            new NoiseFloor(0),
            new HostScore(3, Double.NaN, 1));
    BenchReport report =
        new BenchReport("t", "emulated:h200", Bindings.none(), Bindings.none(), List.of(lone));
    assertThat(BenchText.markdown(report)).contains("| 3.00 |").doesNotContain("NaN");
    assertThat(BenchText.csv(report)).contains(",3.0000,,1").doesNotContain("NaN");
  }
}
