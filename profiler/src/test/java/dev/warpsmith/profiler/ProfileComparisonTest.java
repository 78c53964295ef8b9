package dev.warpsmith.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.profiler.ProfileComparison.Change;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Bound;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileComparisonTest {
  @Test
  void whatBindsComesBeforeWhatOnlyChanges() {
    List<Change> changes =
        ProfileComparison.changes(
            List.of(profile(Map.of(KeyMetrics.DRAM_READ, 300.0, KeyMetrics.LOAD_SECTORS, 100.0))),
            List.of(profile(Map.of(KeyMetrics.DRAM_READ, 100.0, KeyMetrics.LOAD_SECTORS, 20.0))));
    assertThat(changes)
        .extracting(Change::name)
        .containsExactly(KeyMetrics.DRAM_READ, KeyMetrics.LOAD_SECTORS);
    assertThat(changes.get(0).about()).isEqualTo(Resource.DRAM);
    assertThat(changes.get(0).binds()).isEqualTo(0.9);
    assertThat(changes.get(0).unit()).isEqualTo("byte");
  }

  @Test
  void whatStaysIsNoChange() {
    List<KernelProfile> plan = List.of(profile(Map.of(KeyMetrics.DRAM_READ, 300.0)));
    List<KernelProfile> near = List.of(profile(Map.of(KeyMetrics.DRAM_READ, 304.0)));
    assertThat(ProfileComparison.changes(plan, plan)).isEmpty();
    assertThat(ProfileComparison.changes(plan, near)).isEmpty();
  }

  @Test
  void countsOfLaunchesAddUpAndRatesAreMeansByTime() {
    KernelProfile one =
        profile(
            Map.of(
                KeyMetrics.DURATION, 30.0,
                KeyMetrics.DRAM_READ, 5.0,
                KeyMetrics.L2_HIT_RATE, 20.0));
    KernelProfile other =
        profile(
            Map.of(
                KeyMetrics.DURATION, 10.0,
                KeyMetrics.DRAM_READ, 7.0,
                KeyMetrics.L2_HIT_RATE, 60.0));
    List<KernelProfile> plan = List.of(one, other);
    assertThat(ProfileComparison.value(plan, KeyMetrics.DRAM_READ)).hasValue(12);
    assertThat(ProfileComparison.value(plan, KeyMetrics.L2_HIT_RATE)).hasValue(30);
    assertThat(ProfileComparison.value(plan, KeyMetrics.REGISTERS)).isEmpty();
  }

  @Test
  void changesFromAndToNothingAreFinite() {
    List<Change> changes =
        ProfileComparison.changes(
            List.of(profile(Map.of(KeyMetrics.LOCAL_LOAD_SECTORS, 0.0))),
            List.of(profile(Map.of(KeyMetrics.LOCAL_LOAD_SECTORS, 9.0))));
    assertThat(changes).singleElement().satisfies(c -> assertThat(c.score()).isBetween(0.0, 9.0));
  }

  private static KernelProfile profile(Map<String, Double> values) {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            metrics.put(name, new Metric.Value(name, value, "", Metric.Kind.MODELLED)));
    TimeBreakdown time =
        new TimeBreakdown(
            "m1",
            100,
            2,
            List.of(new Bound(Resource.DRAM, 90, ""), new Bound(Resource.L1, 10, "")),
            4,
            0);
    return new KernelProfile(
        "k", "emulated:h200", "test", "all", metrics, Optional.of(time), List.of());
  }
}
