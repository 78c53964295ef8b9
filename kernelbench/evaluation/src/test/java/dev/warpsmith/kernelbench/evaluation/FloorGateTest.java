package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FloorGateTest {
  private static final GpuSpec GPU = Gpus.find("h200");
  private static final Task TASK = Scales.task().withDims(Bindings.of(Map.of("n", 30_000_000L)));

  @Test
  void letsRealisticTimesThrough() {
    assertThat(gate(60, GateResult.passed()).failure()).isEmpty();
  }

  @Test
  void suspectsWhatIsFasterThanTheHardwareCanBe() {
    GateResult result = gate(5, GateResult.passed());

    assertThat(result.failure()).contains(Verdict.SUSPICIOUS);
    assertThat(result.message()).contains("5.00 us, hard floor ");
    assertThat(result.facts())
        .contains("passes the probe with fresh values", "passes the probe with ghost replay");
  }

  @Test
  void callsItACheatOnlyWhenAProbeFails() {
    GateResult result = gate(5, GateResult.refused(Verdict.WRONG_NUMERICS, "y[3] = 0"));

    assertThat(result.failure()).contains(Verdict.CHEATED);
    assertThat(result.message()).contains("wrong when probed with ghost replay: y[3] = 0");
  }

  private static GateResult gate(double micros, GateResult probe) {
    CandidateTiming timing =
        new CandidateTiming(
            Measurement.modelled("m", micros), List.of(), new Roofline(50, 1, 2), "all blocks");
    return new FloorGate(
            TASK,
            GPU,
            timing,
            List.of(
                new Probe("fresh values", GateResult::passed),
                new Probe("ghost replay", () -> probe)))
        .check();
  }
}
