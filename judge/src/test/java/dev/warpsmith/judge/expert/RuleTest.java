package dev.warpsmith.judge.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.judge.Bottleneck;
import dev.warpsmith.judge.Bottleneck.Limit;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.GpuSpec;
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
import org.junit.jupiter.api.Test;

/** Profiles with one fault each; what real kernels show is in DiagnosisIT. */
class RuleTest {
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private GpuSpec gpu = Gpus.find("h200");
  private String kernel = "k";
  private double fma = 1;
  private double dram = 100;
  private double latency = 5;
  private double waves = 20;
  private double tail;

  private CandidateTiming timing() {
    double throughput = Math.max(dram, fma);
    double work = Math.pow(Math.pow(throughput, 1.5) + Math.pow(latency, 1.5), 1 / 1.5);
    TimeBreakdown time =
        new TimeBreakdown(
            "m1",
            2 + work,
            2,
            List.of(
                new Bound(Resource.DRAM, dram, "450 MB"),
                new Bound(Resource.FMA, fma, "FMA-pipe"),
                new Bound(Resource.LATENCY, latency, "rounds")),
            waves,
            tail);
    Map<String, Metric> values = new LinkedHashMap<>();
    metrics.putIfAbsent(KeyMetrics.DURATION, 2 + work);
    metrics.putIfAbsent(KeyMetrics.REGISTERS, 32.0);
    metrics.putIfAbsent(KeyMetrics.GRID_SIZE, 4096.0);
    metrics.putIfAbsent(KeyMetrics.BLOCK_SIZE, 256.0);
    metrics.forEach(
        (name, value) -> values.put(name, new Metric.Value(name, value, "", Metric.Kind.EXACT)));
    KernelProfile profile =
        new KernelProfile(
            kernel, "emulated:h200", "emulator", "all", values, Optional.of(time), List.of());
    return new CandidateTiming(
        Measurement.modelled("m1", 2 + work), List.of(profile), new Roofline(90, 1, 2), "all");
  }

  private Diagnosis diagnosis() {
    Diagnosis diagnosis = Diagnosis.of(timing(), gpu);
    assertThat(diagnosis.metrics()).hasSizeBetween(3, 4);
    assertThat(diagnosis.sentence())
        .startsWith(kernel + " is bound by ")
        .contains("% of the speed of light");
    return diagnosis;
  }

  private Cause cause() {
    return diagnosis().cause().orElseThrow();
  }

  private static Move move(String setting, int before, int after) {
    return new Move("k", Map.of(setting, "" + before), Map.of(setting, "" + after), "Change it.");
  }

  @Test
  void aKernelAtItsLimitHasNoCause() {
    assertThat(diagnosis().cause()).isEmpty();
    assertThat(diagnosis().sentence()).contains("DRAM bandwidth").contains("450 MB");
    assertThat(Bottleneck.of(timing()).orElseThrow().limit().label()).isEqualTo("DRAM");
  }

  @Test
  void registersLimitOccupancy() {
    latency = 60;
    metrics.put(KeyMetrics.THEORETICAL_OCCUPANCY, 25.0);
    metrics.put(KeyMetrics.OCCUPANCY_LIMIT_REGISTERS, 2.0);
    metrics.put(KeyMetrics.OCCUPANCY_LIMIT_WARPS, 8.0);
    metrics.put(KeyMetrics.REGISTERS, 128.0);
    assertThat(cause().name()).isEqualTo("low occupancy");
    assertThat(cause().why()).startsWith("128 registers a thread let 25 % of the warp slots");
    assertThat(cause().isMetBy(move("tm", 8, 4))).isTrue();
    assertThat(cause().isMetBy(move("tm", 4, 8))).isFalse();
  }

  @Test
  void sharedMemoryLimitsOccupancy() {
    latency = 60;
    metrics.put(KeyMetrics.THEORETICAL_OCCUPANCY, 25.0);
    metrics.put(KeyMetrics.OCCUPANCY_LIMIT_REGISTERS, 8.0);
    metrics.put(KeyMetrics.OCCUPANCY_LIMIT_SHARED, 2.0);
    metrics.put(KeyMetrics.SHARED_PER_BLOCK, 102400.0);
    assertThat(cause().why()).startsWith("100.0 KB of shared memory a block");
    assertThat(cause().isMetBy(move("stages", 2, 1))).isTrue();
    assertThat(cause().isMetBy(move("pad", 0, 1))).isFalse();
  }

  @Test
  void warpsWaitForMemory() {
    latency = 60;
    metrics.put(KeyMetrics.THEORETICAL_OCCUPANCY, 100.0);
    metrics.put(KeyMetrics.STALL_LONG, 80.0);
    assertThat(cause().name()).isEqualTo("too few bytes in flight");
    assertThat(cause().isMetBy(move("items", 2, 4))).isTrue();
    assertThat(cause().isMetBy(move("items", 4, 2))).isFalse();
  }

  @Test
  void warpsWaitAtBarriers() {
    latency = 80;
    metrics.put(KeyMetrics.STALL_BARRIER, 30.0);
    assertThat(cause().name()).isEqualTo("barrier stalls");
    assertThat(cause().isMetBy(move("threads", 512, 256))).isTrue();
  }

  @Test
  void productsOnTheFmaPipeLeaveTensorCoresIdle() {
    kernel = "matmul_1";
    fma = 300;
    assertThat(cause().name()).isEqualTo("idle tensor cores");
    assertThat(cause().why()).startsWith("tensor cores would multiply at least 1.5 times as fast");
    assertThat(cause().gain()).isBetween(1.3, 1.6);
    Move move =
        new Move(
            kernel,
            Map.of("arithmetic", "fma", "bk", "8"),
            Map.of("arithmetic", "tf32x3", "bk", "16"),
            "Multiply on tensor cores.");
    assertThat(cause().isMetBy(move)).isTrue();
    assertThat(new Predictor(gpu).gain(move, timing(), diagnosis().cause()).orElseThrow())
        .isBetween(1.1, 1.4);
    gpu = Gpus.find("rtx4090");
    assertThat(diagnosis().cause()).isEmpty();
    gpu = Gpus.find("h200");
    kernel = "pointwise_1";
    assertThat(diagnosis().cause()).isEmpty();
  }

  @Test
  void theTailBindsWhereTheLastWaveIsNearlyEmpty() {
    dram = 20;
    latency = 100;
    waves = 1.1;
    tail = 0.45;
    assertThat(Bottleneck.of(timing()).orElseThrow().limit()).isEqualTo(Limit.TAIL);
    assertThat(cause().name()).isEqualTo("a partly filled last wave");
    assertThat(cause().isMetBy(move("split", 1, 2))).isTrue();
  }

  @Test
  void bytesBeyondTheTasksAreExtraTraffic() {
    metrics.put(KeyMetrics.DRAM_READ, 600e6);
    metrics.put(KeyMetrics.DRAM_WRITE, 200e6);
    assertThat(cause().name()).isEqualTo("extra traffic");
    assertThat(cause().why()).contains("800 MB cross DRAM where ");
    assertThat(cause().gain()).isGreaterThan(1.3);
  }

  @Test
  void aMoveOfAnUnknownFamilyAgainstTheCauseHasAPrediction() {
    metrics.put(KeyMetrics.DRAM_READ, 600e6);
    metrics.put(KeyMetrics.DRAM_WRITE, 200e6);
    Predictor predictor = new Predictor(gpu);
    Move order = new Move("k", Map.of("order", "rows"), Map.of("order", "tiles"), "Reorder.");
    Optional<Cause> cause = diagnosis().cause();
    assertThat(predictor.gain(order, timing(), cause).getAsDouble()).isGreaterThan(1.1);
    assertThat(predictor.gain(move("colour", 1, 2), timing(), cause)).isEmpty();
  }
}
