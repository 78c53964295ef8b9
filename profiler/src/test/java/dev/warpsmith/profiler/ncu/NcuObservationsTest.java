package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.selection.Observation;
import java.util.List;
import org.junit.jupiter.api.Test;

class NcuObservationsTest {

  @Test
  void givesTheMeanOfAKernelsLaunches() {
    List<Observation> seen = NcuObservations.of("scale", Samples.report("details-named-sm89.csv"));

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).task()).isEqualTo("scale");
    assertThat(seen.get(0).micros()).isEqualTo((117.34 + 120.42) / 2);
    assertThat(seen.get(0).values())
        .containsEntry(KeyMetrics.DRAM_READ, (33_540 + 12_001_000) / 2.0);
  }

  @Test
  void keepsKernelsApartAndLeavesOutWhatIsNoNumber() {
    List<Observation> seen = NcuObservations.of("mixed", Samples.report("raw-sm80.csv"));

    assertThat(seen).hasSize(3);
    assertThat(seen.get(2).values())
        .doesNotContainKey(KeyMetrics.DRAM_READ)
        .containsEntry(KeyMetrics.REGISTERS, 16.0);
  }
}
