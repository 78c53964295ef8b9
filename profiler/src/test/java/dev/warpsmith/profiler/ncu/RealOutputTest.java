package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what ncu 2025.3.1 printed of kernels on an H200; the README beside the files says how. */
class RealOutputTest {
  private static OptionalDouble value(NcuLaunch launch, String name) {
    Metric metric = launch.metrics().get(name);
    return metric == null
        ? OptionalDouble.empty()
        : metric.match(v -> OptionalDouble.of(v.value()), absent -> OptionalDouble.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"h200-raw-base-units.csv", "h200-raw-small.csv"})
  void everyLaunchIsReadWhole(String file) {
    NcuReport report = Samples.report(file);

    assertThat(report.losses()).isEmpty();
    assertThat(report.launches()).hasSize(21);
    assertThat(report.launches())
        .allSatisfy(
            launch -> {
              assertThat(launch.arch()).hasValue(90);
              assertThat(value(launch, KeyMetrics.DRAM_READ)).isPresent();
              assertThat(value(launch, "launch__registers_per_thread")).isPresent();
            });
  }

  @Test
  void vectorAddLoadsAndStoresItsVectors() {
    NcuLaunch launch = Samples.report("h200-raw-base-units.csv").launches().get(0);

    assertThat(launch.function()).isEqualTo("vector_add");
    assertThat(value(launch, KeyMetrics.LOAD_SECTORS)).hasValue(2 * 4_194_304 / 8);
    assertThat(value(launch, KeyMetrics.STORE_SECTORS)).hasValue(4_194_304 / 8);
  }

  @Test
  void prefixedUnitsGiveWhatBaseUnitsGive() {
    NcuLaunch launch = Samples.report("h200-raw-prefixed-units.csv").launches().get(0);

    NcuLaunch base = Samples.report("h200-raw-base-units.csv").launches().get(0);
    assertThat(launch.function()).isEqualTo("vector_add");
    assertThat(launch.columns().get("Grid Size")).isEqualTo(base.columns().get("Grid Size"));
    assertThat(value(launch, KeyMetrics.DURATION).orElseThrow())
        .isCloseTo(value(base, KeyMetrics.DURATION).orElseThrow(), withinPercentage(30));
  }

  @Test
  void aPageOfLabelsIsRefusedWithTheWayOut() {
    assertThatThrownBy(() -> Samples.report("h200-details-labels.csv"))
        .isInstanceOf(NcuCsvException.class)
        .hasMessageContaining("--page raw");
  }
}
