package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.selection.MetricSelection.Chosen;
import dev.warpsmith.profiler.selection.MetricSet;
import dev.warpsmith.profiler.selection.ProfileSource;
import dev.warpsmith.profiler.timing.Measurement;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileTableTest {
  private static final Metric REGISTERS =
      new Metric.Value(KeyMetrics.REGISTERS, 32, "register/thread", Metric.Kind.MEASURED);
  private static final Metric READ =
      new Metric.Value(KeyMetrics.DRAM_READ, 1_048_576, "byte", Metric.Kind.MEASURED);
  private static final Metric RATE =
      new Metric.Absent(KeyMetrics.DRAM_RATE, "ncu printed 'nan' for this launch");
  private static final MetricSet SET =
      new MetricSet(
          List.of(
              new Chosen(KeyMetrics.DRAM_READ, 0.9, true, Map.of()),
              new Chosen(KeyMetrics.DRAM_RATE, 0.8, false, Map.of())),
          new ProfileSource("ncu", "counters", "NVIDIA H100"));

  private static String print(boolean all, Optional<MetricSet> shown) {
    KernelProfile profile =
        new KernelProfile(
            "copy",
            "NVIDIA H100 (sm_90)",
            "ncu 2025.1.1",
            "launch 0",
            Map.of(REGISTERS.name(), REGISTERS, READ.name(), READ, RATE.name(), RATE),
            Optional.empty(),
            List.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    new ProfileTable(stream, new Palette(false), 100, Gpus.find("h100"), all, shown)
        .print(
            new CandidateTiming(
                Measurement.modelled("m1", 12), List.of(profile), new Roofline(6, 1, 2), "all"),
            new SourceLines(CudaSource.parse("copy.cu", "")));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsMetricsByTheirTables() {
    assertThat(print(true, Optional.empty()))
        .containsPattern(
            "  launch\n    launch__registers_per_thread +32 register/thread measured\n")
        .containsPattern("  memory\n    dram__bytes_read.sum +1,048,576 byte +measured\n")
        .doesNotContain("warp states");
  }

  @Test
  void saysNothingOfWhatAMeasuredProfileLacks() {
    assertThat(print(false, Optional.empty()).lines())
        .containsExactly(
            "12.00 us modelled (m1), 50 % of the speed of light: 6.00 us, bound by memory",
            "all", "", "copy  launch 0");
  }

  @Test
  void saysWhyAMetricIsAbsent() {
    assertThat(print(true, Optional.empty()))
        .containsPattern("dram__bytes.sum.per_second +absent ncu printed 'nan' for this launch\n");
  }

  @Test
  void showsASelectedSetInItsOrder() {
    String selected = print(false, Optional.of(SET));
    assertThat(selected)
        .containsPattern("  selected \\(ncu counters on NVIDIA H100\\)\n    dram__bytes_read.sum")
        .doesNotContain("registers");
    assertThat(print(true, Optional.of(SET)))
        .containsSubsequence("selected (", "dram__bytes_read.sum", "absent", "  launch\n");
  }
}
