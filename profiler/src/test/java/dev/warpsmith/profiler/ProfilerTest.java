package dev.warpsmith.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.Gpus;
import org.junit.jupiter.api.Test;

class ProfilerTest {
  private static final SyntheticLaunch COPY =
      new SyntheticLaunch(4096, 256, 16, 0)
          .with(Counter.WARP_INSTRUCTIONS, 4096 * 8 * 10.0)
          .with(Counter.THREAD_INSTRUCTIONS, 4096 * 256 * 10.0)
          .with(Counter.PIPE_UNIFORM, 4096 * 8 * 2.0)
          .with(Counter.PIPE_LSU, 4096 * 8 * 2.0)
          .with(Counter.GLOBAL_LOAD_REQUESTS, 4096 * 8.0)
          .with(Counter.GLOBAL_LOAD_SECTORS, 4096 * 8 * 4.0)
          .with(Counter.GLOBAL_LOAD_BYTES, 4096 * 256 * 4.0)
          .with(Counter.GLOBAL_STORE_REQUESTS, 4096 * 8.0)
          .with(Counter.GLOBAL_STORE_SECTORS, 4096 * 8 * 8.0)
          .with(Counter.GLOBAL_STORE_BYTES, 4096 * 256 * 4.0)
          .with(Counter.GLOBAL_WAVEFRONTS, 4096 * 16.0)
          .with(Counter.L1_LOAD_SECTORS, 4096 * 8 * 4.0)
          .with(Counter.L2_READ_SECTORS, 4096 * 8 * 4.0)
          .with(Counter.L2_WRITE_SECTORS, 4096 * 8 * 4.0)
          .with(Counter.L2_WRITE_HITS, 4096 * 8 * 4.0)
          .with(Counter.DRAM_READ_BYTES, 4096 * 1024.0)
          .with(Counter.DRAM_WRITE_BYTES, 4096 * 1024.0)
          .with(Counter.MEMORY_WAIT_CYCLES, 4096 * 8 * 600.0)
          .with(Counter.WARP_CYCLES, 4096 * 8 * 800.0)
          .with(Counter.CRITICAL_CYCLES_L2, 4096 * 400.0)
          .with(Counter.CRITICAL_CYCLES_DRAM, 4096 * 800.0);

  private final KernelProfile profile =
      new Profiler("emulated:h200", Gpus.find("h200"))
          .profile(COPY.kernel(), COPY.launch(), COPY.counters());

  @Test
  void hasEveryKeyMetricOfThePaperOrSaysWhyNot() {
    assertThat(profile.metrics().keySet()).startsWith(KeyMetrics.paper().toArray(new String[0]));
    for (String name : KeyMetrics.paper()) {
      String reason =
          java.util.Objects.requireNonNull(profile.metrics().get(name))
              .match(value -> "", Metric.Absent::reason);
      assertThat(reason).as(name).isNotEqualTo("not derived");
    }
  }

  @Test
  void hasEveryMetricOfEveryTableWithItsUnitOrSaysWhyNot() {
    assertThat(profile.metrics().keySet())
        .containsExactlyElementsOf(
            MetricCatalog.all().stream().map(MetricCatalog.Entry::name).toList());
    for (MetricCatalog.Entry entry : MetricCatalog.all()) {
      Metric metric = java.util.Objects.requireNonNull(profile.metrics().get(entry.name()));
      assertThat(metric.match(Metric.Value::unit, absent -> entry.unit()))
          .as(entry.name())
          .isEqualTo(entry.unit());
      assertThat(metric.match(value -> "", Metric.Absent::reason))
          .as(entry.name())
          .isNotEqualTo("not derived");
    }
  }

  @Test
  void warpStatesAreSharesOfTheResidentWarpsTime() {
    double sum =
        MetricCatalog.names(MetricCatalog.Table.WARP_STATES).stream()
            .filter(name -> name.endsWith("_per_warp_active.pct"))
            .mapToDouble(name -> profile.value(name).orElse(0))
            .sum();
    assertThat(sum).isBetween(1.0, 100.0);
  }

  @Test
  void givesNcuUnitsAndKinds() {
    assertThat(profile.metrics().get(KeyMetrics.REGISTERS))
        .isEqualTo(
            new Metric.Value(KeyMetrics.REGISTERS, 16, "register/thread", Metric.Kind.EXACT));
    assertThat(profile.metrics().get(KeyMetrics.DRAM_READ))
        .isEqualTo(
            new Metric.Value(KeyMetrics.DRAM_READ, 4096 * 1024.0, "byte", Metric.Kind.MODELLED));
    assertThat(profile.metrics().get(KeyMetrics.INSTRUCTIONS))
        .isEqualTo(new Metric.Value(KeyMetrics.INSTRUCTIONS, 327680, "inst", Metric.Kind.PTX));
  }

  @Test
  void ratiosFollowFromCounts() {
    assertThat(profile.value(KeyMetrics.SECTORS_PER_LOAD)).hasValue(4);
    assertThat(profile.value(KeyMetrics.BYTES_PER_SECTOR_LOAD)).hasValue(100);
    assertThat(profile.value(KeyMetrics.BYTES_PER_SECTOR_STORE)).hasValue(50);
    assertThat(profile.value(KeyMetrics.L2_HIT_RATE)).hasValue(50);
    assertThat(profile.value(KeyMetrics.L1_HIT_RATE)).hasValue(0);
    assertThat(profile.value(KeyMetrics.THREADS_PER_INSTRUCTION)).hasValue(32);
    assertThat(profile.value(KeyMetrics.WAVES).orElseThrow())
        .isCloseTo(4096.0 / (132 * 8), within(1e-9));
  }

  @Test
  void whatTheSourceCannotGiveIsAbsentWithTheReason() {
    assertThat(profile.value(KeyMetrics.STALL_BRANCH)).isEmpty();
    assertThat(profile.metrics().get(KeyMetrics.STALL_BRANCH))
        .isEqualTo(new Metric.Absent(KeyMetrics.STALL_BRANCH, "the model has no branch latency"));
    assertThat(profile.metrics().get(KeyMetrics.BRANCH_UNIFORM))
        .isEqualTo(
            new Metric.Absent(KeyMetrics.BRANCH_UNIFORM, "the kernel has no conditional branch"));
    assertThat(profile.value("no__such.metric")).isEmpty();
  }

  @Test
  void percentagesStayWithinAHundred() {
    profile
        .metrics()
        .values()
        .forEach(
            metric ->
                assertThat(metric.match(Metric.Value::unit, absent -> "").equals("%"))
                    .satisfiesAnyOf(
                        percent -> assertThat(percent).isFalse(),
                        percent ->
                            assertThat(metric.match(Metric.Value::value, absent -> 0.0))
                                .isBetween(0.0, 100.0)));
  }

  @Test
  void statesItsSourceAndSampling() {
    assertThat(profile.source()).isEqualTo("emulator, model m7/" + Gpus.version());
    assertThat(profile.sampling()).isEqualTo("all 4096 blocks");
    assertThat(profile.time()).isPresent();
  }
}
