package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Profiler;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bounds kernels, by the counters that a real ncu read of them on an H200. */
class CountedProfileTest {
  private static final KernelResources RESOURCES = new KernelResources(32, 0, 0, 0, 0, 0, 0);

  private static KernelProfile counters(String kernel) {
    return new NcuProfiles("ncu 2025.3.1", Map.of())
        .of(Samples.report("h200-raw-base-units.csv")).stream()
            .filter(profile -> profile.kernel().equals(kernel))
            .findFirst()
            .orElseThrow();
  }

  private static KernelProfile counted(String kernel, double launchMicros) {
    KernelProfile counters = counters(kernel);
    double micros = counters.value(KeyMetrics.DURATION).orElseThrow() + launchMicros;
    KernelLaunch launch =
        new KernelLaunch(
            kernel, Dim3.of(1024), Dim3.of(256), 0, List.of(), false, Optional.empty());
    return new Profiler("cuda:0", Gpus.find("h200"))
        .counted(
            RESOURCES,
            launch,
            new Measurement(Clock.CUDA_EVENT, "test", List.of(micros)),
            counters);
  }

  private static TimeBreakdown time(String kernel) {
    return counted(kernel, 2).time().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "matmul_naive, L1",
    "sgemm_naive, L1",
    "conv2d_7x7, L1",
    "matmul_tiled, SHARED",
    "sgemm_vectorized, SHARED",
    "vector_add_divergent, ISSUE",
    "naive_transpose, L2",
    "strided_copy_8, DRAM",
    "histogram, LATENCY",
    "atomic_hotspot, LATENCY",
    "sgemm_square_per_thread, LATENCY"
  })
  void theBusiestResourceBinds(String kernel, Resource binding) {
    assertThat(time(kernel).binding().resource()).isEqualTo(binding);
  }

  @Test
  void throughputAndLatencyMakeUpTheTimeOfEveryKernel() {
    for (KernelProfile each :
        new NcuProfiles("ncu", Map.of()).of(Samples.report("h200-raw-small.csv"))) {
      TimeBreakdown time = time(each.kernel());
      double busy =
          time.bounds().stream()
              .filter(bound -> bound.resource() != Resource.LATENCY)
              .mapToDouble(TimeBreakdown.Bound::micros)
              .max()
              .orElseThrow();
      double sum = Math.pow(busy, 1.5) + Math.pow(time.micros(Resource.LATENCY), 1.5);
      assertThat(Math.pow(sum, 1 / 1.5))
          .as(each.kernel())
          .isCloseTo(time.micros() - time.launchMicros(), within(1e-6 * time.micros()));
      assertThat(time.launchMicros()).isCloseTo(2, within(1e-6));
    }
  }

  @Test
  void dramsShareIsOfWhatIsAchievable() {
    KernelProfile profile = counted("strided_copy_8", 0);
    TimeBreakdown time = profile.time().orElseThrow();
    double peak = profile.value(KeyMetrics.DRAM_THROUGHPUT).orElseThrow() / 100;
    double achievable = Gpus.find("h200").achievableDramGbps() / Gpus.find("h200").dramGbps();

    assertThat(time.micros(Resource.DRAM) / time.micros())
        .isCloseTo(peak / achievable, within(1e-6));
    assertThat(peak).isCloseTo(0.6836, within(1e-9));
  }

  @Test
  void latencySaysWhatWarpsWaitFor() {
    TimeBreakdown time = time("histogram");
    assertThat(time.binding().detail())
        .isEqualTo(
            "warps wait 85 % of their time for L1TEX (long scoreboard), "
                + String.format(
                    java.util.Locale.ROOT,
                    "%.1f",
                    counters("histogram").value(KeyMetrics.WARPS_PER_SCHEDULER).orElseThrow())
                + " warps a scheduler");
  }

  @Test
  void metricsKeepNcusValuesAndAreMeasured() {
    KernelProfile profile = counted("vector_add", 1);
    assertThat(profile.measured()).isTrue();
    assertThat(profile.value(KeyMetrics.DURATION)).hasValue(14.784);
    assertThat(profile.value(KeyMetrics.REGISTERS)).hasValue(16);
    assertThat(profile.source()).isEqualTo("ncu 2025.3.1");
  }

  @Test
  void aProfileWithoutThroughputsSaysNothingOfTime() {
    KernelProfile bare =
        new KernelProfile("k", "d", "ncu", "", Map.of(), Optional.empty(), List.of());
    KernelLaunch launch =
        new KernelLaunch("k", Dim3.of(1), Dim3.of(32), 0, List.of(), false, Optional.empty());
    KernelProfile counted =
        new Profiler("cuda:0", Gpus.find("h200"))
            .counted(RESOURCES, launch, new Measurement(Clock.CUDA_EVENT, "t", List.of(1.0)), bare);
    assertThat(counted.time()).isEmpty();
    assertThat(counted.value(KeyMetrics.BLOCK_SIZE)).hasValue(32);
  }
}
