package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.MetricCatalog;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NcuProfilesTest {
  private final NcuProfiles profiles =
      new NcuProfiles("ncu 2025.1.1", Map.of("lts__t_sectors_op_red.sum", "ncu does not know it"));

  private List<KernelProfile> of(String sample) {
    return profiles.of(Samples.report(sample));
  }

  @Test
  void givesWhatNcuMeasuredUnderTheNamesAndUnitsOfEveryProfile() {
    KernelProfile relu = of("raw-sm80.csv").get(0);

    assertThat(relu.kernel()).isEqualTo("relu_inplace_kernel");
    assertThat(relu.device()).isEqualTo("NVIDIA A100-SXM4-40GB (sm_80)");
    assertThat(relu.source()).isEqualTo("ncu 2025.1.1");
    assertThat(relu.sampling())
        .isEqualTo(
            "launch 0 of process 4242, relu_inplace_kernel(float *, long), grid (65535, 1, 1),"
                + " block (256, 1, 1)");
    assertThat(relu.time()).isEmpty();
    assertThat(relu.metrics().keySet())
        .containsExactlyElementsOf(
            MetricCatalog.all().stream().map(MetricCatalog.Entry::name).toList());
    assertThat(relu.metrics().get(KeyMetrics.DURATION))
        .isEqualTo(
            new Metric.Value(KeyMetrics.DURATION, 9516.512, "usecond", Metric.Kind.MEASURED));
    assertThat(relu.value(KeyMetrics.STALL_LONG)).hasValue(94.39);
  }

  @Test
  void takesAMetricUnderTheNameThatItHasElsewhere() {
    KernelProfile copy = of("raw-sm100.csv").get(0);

    assertThat(copy.value(KeyMetrics.DRAM_READ)).hasValue(1_073_741_824);
    assertThat(copy.value(KeyMetrics.DRAM_WRITE)).hasValue(536_870_912);
    assertThat(copy.value(KeyMetrics.PIPE_FP32)).hasValue(7);
  }

  @Test
  void derivesRatiosThatNcuLeftOut() {
    KernelProfile copy = of("raw-sm100.csv").get(0);

    assertThat(copy.value(KeyMetrics.SECTORS_PER_STORE)).hasValue(4);
    assertThat(copy.value(KeyMetrics.DRAM_RATE)).hasValue((1_073_741_824 + 536_870_912) / 250e-6);
    assertThat(of("raw-sm80.csv").get(0).value(KeyMetrics.DRAM_RATE))
        .hasValue(1_352_115_443_977.79);
  }

  @Test
  void neverGivesZeroForWhatIsNotThere() {
    KernelProfile init = of("raw-sm80.csv").get(2);
    KernelProfile relu = of("raw-sm80.csv").get(0);

    assertThat(reason(init, KeyMetrics.DRAM_READ)).isEqualTo("ncu printed 'n/a' for this launch");
    assertThat(reason(init, KeyMetrics.SECTORS_PER_LOAD))
        .isEqualTo("the kernel loads nothing from global memory");
    assertThat(reason(relu, KeyMetrics.STALL_MEMORY)).startsWith("a name of GPUs before Volta");
    assertThat(reason(relu, "smsp__warp_issue_stalled_gmma_per_warp_active.pct"))
        .isEqualTo("warpgroup products are Hopper's");
    assertThat(reason(relu, "lts__t_sectors_op_red.sum")).isEqualTo("ncu does not know it");
    assertThat(reason(relu, KeyMetrics.WAVES)).isEqualTo("it is not in ncu's output");
  }

  @Test
  void refusesAUnitOfAnotherQuantity() {
    String text = Samples.text("raw-sm100.csv").replace("\"ns\"", "\"furlong\"");
    KernelProfile copy = profiles.of(NcuCsv.parse(text)).get(0);

    assertThat(reason(copy, KeyMetrics.DURATION))
        .isEqualTo("ncu gave it in 'furlong', 'usecond' was expected");
  }

  private static String reason(KernelProfile profile, String metric) {
    return Objects.requireNonNull(profile.metrics().get(metric))
        .match(value -> "a value", Metric.Absent::reason);
  }
}
