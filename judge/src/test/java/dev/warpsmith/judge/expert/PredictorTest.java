package dev.warpsmith.judge.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Bound;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictorTest {
  /** Microseconds of a launch. */
  private static final double LAUNCH = 2;

  /** Two kernels of 20 us in all. */
  private static final CandidateTiming TIMING =
      new CandidateTiming(
          Measurement.modelled("m1", 20),
          List.of(profile("column_1_pass1", 16), profile("column_1_finish", 4)),
          new Roofline(10, 1, 2),
          "all");

  private static KernelProfile profile(String kernel, double micros) {
    TimeBreakdown time =
        new TimeBreakdown(
            "m1",
            micros,
            LAUNCH,
            List.of(new Bound(Resource.DRAM, micros - LAUNCH, "bytes")),
            1,
            1);
    Map<String, Metric> values = new LinkedHashMap<>();
    Map.of(KeyMetrics.REGISTERS, 32.0, KeyMetrics.GRID_SIZE, 640.0, KeyMetrics.BLOCK_SIZE, 256.0)
        .forEach(
            (name, value) ->
                values.put(name, new Metric.Value(name, value, "", Metric.Kind.EXACT)));
    return new KernelProfile(
        kernel, "emulated:h200", "emulator", "all", values, Optional.of(time), List.of());
  }

  @ParameterizedTest(name = "from {0} to {1}")
  @CsvSource({
    "kernel, last, -1",
    "add, last, -1",
    "last, kernel, 1",
    "last, add, 1",
    "kernel, add, 0"
  })
  void countsTheLaunchesThatAnotherFinishSpares(String from, String to, int launches) {
    Move move = new Move("column_1", Map.of("finish", from), Map.of("finish", to), "Change it.");
    assertThat(new Predictor(Gpus.find("h200")).gain(move, TIMING, Optional.empty()).orElseThrow())
        .isCloseTo(20 / (20 + launches * LAUNCH), within(1e-9));
  }
}
