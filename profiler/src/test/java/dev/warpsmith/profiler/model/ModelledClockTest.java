package dev.warpsmith.profiler.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.profiler.SyntheticLaunch;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import dev.warpsmith.profiler.timing.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelledClockTest {
  private static final List<Counter> COSTS =
      List.of(
          Counter.WARP_INSTRUCTIONS,
          Counter.PIPE_FMA,
          Counter.PIPE_ALU,
          Counter.PIPE_XU,
          Counter.GLOBAL_WAVEFRONTS,
          Counter.SHARED_LOAD_WAVEFRONTS,
          Counter.SHARED_STORE_WAVEFRONTS,
          Counter.L2_READ_SECTORS,
          Counter.L2_WRITE_SECTORS,
          Counter.DRAM_READ_BYTES,
          Counter.DRAM_WRITE_BYTES,
          Counter.CRITICAL_CYCLES_L2,
          Counter.CRITICAL_CYCLES_DRAM);

  @Test
  void isNeverBelowTheRoofline() {
    Random random = new Random(11);
    for (GpuSpec gpu : Gpus.all()) {
      for (int i = 0; i < 300; i++) {
        SyntheticLaunch launch = random(random);
        double bytes =
            launch.value(Counter.DRAM_READ_BYTES) + launch.value(Counter.DRAM_WRITE_BYTES);
        double operations = 64 * launch.value(Counter.PIPE_FMA);
        Roofline roofline = Roofline.of(gpu, Work.fp32(bytes, operations));
        assertThat(time(gpu, launch).micros())
            .as(gpu.name())
            .isGreaterThanOrEqualTo(roofline.micros());
      }
    }
  }

  @Test
  void moreOfAnythingIsNeverFaster() {
    Random random = new Random(13);
    GpuSpec gpu = Gpus.find("a100");
    for (int i = 0; i < 500; i++) {
      SyntheticLaunch launch = random(random);
      double before = time(gpu, launch).micros();
      for (Counter counter : COSTS) {
        double value = launch.value(counter);
        launch.with(counter, value * (1 + random.nextDouble()) + 1000);
        assertThat(time(gpu, launch).micros())
            .as(counter.name())
            .isGreaterThanOrEqualTo(before - 1e-9);
        launch.with(counter, value);
      }
    }
  }

  @Test
  void emptyKernelTakesTheLaunchFloor() {
    GpuSpec gpu = Gpus.find("h200");
    TimeBreakdown time = time(gpu, new SyntheticLaunch(1, 32, 16, 0));
    assertThat(time.micros()).isEqualTo(gpu.launchMicros());
    assertThat(time.version()).isEqualTo("m7");
  }

  /** On Hopper, mma.sync reaches 62.9 % of the datasheet's peak (arXiv:2501.12084). */
  @Test
  void matrixInstructionsRunAtTheRateThatWasMeasured() {
    double operations = 1e12;
    for (String name : List.of("h200", "a100", "l40s")) {
      GpuSpec gpu = Gpus.find(name);
      SyntheticLaunch launch =
          new SyntheticLaunch(100 * gpu.sms(), 256, 32, 0)
              .with(Counter.TENSOR_TF32_OPERATIONS, operations);
      double reached = operations / time(gpu, launch).micros(Resource.TENSOR) / 1e6;
      double share = name.equals("h200") ? 0.629 : 1;
      assertThat(reached).as(name).isCloseTo(share * gpu.tensor().tf32(), within(1e-6));
    }
  }

  /** One warp of a scheduler does one after the other; many do all at once. */
  @Test
  void fewWarpsOverlapLittle() {
    GpuSpec gpu = Gpus.find("h200");
    double alone = matrices(gpu, 4, true, false);
    double data = matrices(gpu, 4, false, true);

    assertThat(data).isCloseTo(alone, withinPercentage(1));
    assertThat(matrices(gpu, 4, true, true)).isCloseTo(alone + data, withinPercentage(2));
    assertThat(matrices(gpu, 8, true, true)).isCloseTo(Math.sqrt(2) * alone, withinPercentage(2));
    assertThat(matrices(gpu, 64, true, true)).isCloseTo(alone, withinPercentage(6));
  }

  /** Returns the time of a product, or of moving data for as long, or both, by warps of an SM. */
  private static double matrices(GpuSpec gpu, int warps, boolean product, boolean data) {
    double micros = 10_000;
    double clocks = micros * gpu.clocksPerMicro() * gpu.sms();
    double rate = MatrixRate.tf32(gpu) * 1e6 / (gpu.sms() * gpu.clocksPerMicro());
    int registers = warps > 32 ? 32 : 255;
    int threads = Math.min(1024, 32 * warps);
    int shared = warps > 32 ? 0 : 200 * 1024;
    SyntheticLaunch launch =
        new SyntheticLaunch(100 * gpu.sms(), threads, registers, shared)
            .with(Counter.TENSOR_TF32_OPERATIONS, product ? clocks * rate : 0)
            .with(Counter.SHARED_LOAD_WAVEFRONTS, data ? clocks : 0);
    return time(gpu, launch).micros();
  }

  @Test
  void streamIsBoundByDramAndNamesTheBandwidth() {
    TimeBreakdown time = time(Gpus.find("h200"), stream(65536, 256, 16, 16, 1));
    assertThat(time.binding().resource()).isEqualTo(Resource.DRAM);
    assertThat(time.binding().detail()).contains("4512 GB/s achievable");
    assertThat(time.micros(Resource.L2)).isBetween(1.0, time.micros(Resource.DRAM));
  }

  @Test
  void lastWaveLeavesATail() {
    GpuSpec gpu = Gpus.find("h200");
    SyntheticLaunch full = compute(132 * 8);
    SyntheticLaunch tail = compute(132 * 8 + 1);
    assertThat(time(gpu, full).tailFraction()).isZero();
    assertThat(time(gpu, tail).tailFraction()).isGreaterThan(0.4);
    assertThat(time(gpu, tail).micros()).isGreaterThan(1.1 * time(gpu, full).micros());
  }

  /**
   * Streaming kernels on a GH200 at several occupancies (RRZE-HPC/gpu-benches, commit 1038c5d,
   * gpu-stream/gh200.txt; one 8-byte element of each array per thread, two blocks per SM): the
   * figures from which the overlap exponent was chosen, so that this shows how well one exponent
   * describes them, not how well the model predicts.
   */
  @Test
  void streamsAtEveryOccupancyAreWithinAFifth() {
    GpuSpec gh200 = gh200();
    Map<Integer, double[]> measured =
        Map.of(
            256, new double[] {935, 1397, 2367},
            512, new double[] {1715, 2269, 3338},
            768, new double[] {2314, 2854, 3686},
            1024, new double[] {2775, 3174, 3783});
    measured.forEach(
        (threads, rates) -> {
          assertRate(gh200, threads, 8, 0, rates[0]);
          assertRate(gh200, threads, 8, 8, rates[1]);
          assertRate(gh200, threads, 24, 8, rates[2]);
        });
  }

  private static void assertRate(
      GpuSpec gpu, int threads, int readBytes, int writtenBytes, double gigabytesPerSecond) {
    int blocks = 2 * gpu.sms() * 200;
    SyntheticLaunch launch = stream(blocks, threads, readBytes, writtenBytes, 100 * 1024);
    TimeBreakdown time = time(gpu, launch);
    double bytes = (double) blocks * threads * (readBytes + writtenBytes);
    double rate = bytes / (time.micros() - time.launchMicros()) / 1e3;
    assertThat(rate / gigabytesPerSecond)
        .as("%d threads, %d + %d bytes", threads, readBytes, writtenBytes)
        .isBetween(0.8, 1.2);
  }

  @Test
  void blocksThatDoNothingWaitForTheBlockScheduler() {
    GpuSpec gpu = Gpus.find("h200");
    TimeBreakdown time = time(gpu, new SyntheticLaunch(131072, 32, 16, 0));
    assertThat(time.binding().resource()).isEqualTo(Resource.BLOCKS);
    assertThat(time.micros()).isBetween(0.9 * 81.7, 1.1 * 81.7);
  }

  @Test
  void contentionOfAtomicsHoldsEverythingUp() {
    GpuSpec gpu = Gpus.find("h200");
    SyntheticLaunch launch = compute(132).with(Counter.ATOMIC_CYCLES, 1980e3);
    assertThat(time(gpu, launch).binding().resource()).isEqualTo(Resource.ATOMICS);
    assertThat(time(gpu, launch).micros(Resource.ATOMICS)).isBetween(999.0, 1001.0);
  }

  @Test
  void launchesInARowAddUp() {
    GpuSpec gpu = Gpus.find("h200");
    TimeBreakdown one = time(gpu, compute(132));
    var both = ModelledClock.measurement(List.of(one, one));
    assertThat(both.clock()).isEqualTo(Clock.MODELLED);
    assertThat(both.instrument()).isEqualTo(ModelledClock.VERSION + "/" + Gpus.version());
    assertThat(both.median()).isEqualTo(2 * one.micros());
  }

  @Test
  void launchThatDoesNotFitIsRefused() {
    SyntheticLaunch launch = new SyntheticLaunch(1, 1024, 200, 0);
    assertThatThrownBy(() -> time(Gpus.find("h200"), launch))
        .hasMessageContaining("synthetic: no block fits an SM of h200");
  }

  private static TimeBreakdown time(GpuSpec gpu, SyntheticLaunch launch) {
    return ModelledClock.time(gpu, launch.kernel(), launch.launch(), launch.counters());
  }

  private static SyntheticLaunch stream(
      int blocks, int threads, int readBytes, int writtenBytes, int sharedBytes) {
    double elements = (double) blocks * threads;
    double loads = readBytes > 0 ? blocks * 720.0 : 20.0 * blocks;
    return new SyntheticLaunch(blocks, threads, 16, sharedBytes)
        .with(Counter.L2_READ_SECTORS, elements * readBytes / 32)
        .with(Counter.L2_WRITE_SECTORS, elements * writtenBytes / 32)
        .with(Counter.DRAM_READ_BYTES, elements * readBytes)
        .with(Counter.DRAM_WRITE_BYTES, elements * writtenBytes)
        .with(Counter.CRITICAL_CYCLES_L2, loads / 2)
        .with(Counter.CRITICAL_CYCLES_DRAM, loads);
  }

  private static SyntheticLaunch compute(int blocks) {
    return new SyntheticLaunch(blocks, 256, 32, 0)
        .with(Counter.WARP_INSTRUCTIONS, blocks * 1e6)
        .with(Counter.PIPE_FMA, blocks * 8e5)
        .with(Counter.CRITICAL_CYCLES_L2, blocks * 4e5)
        .with(Counter.CRITICAL_CYCLES_DRAM, blocks * 4e5);
  }

  private static SyntheticLaunch random(Random random) {
    SyntheticLaunch launch =
        new SyntheticLaunch(
            1 + random.nextInt(20_000), 32 * (1 + random.nextInt(16)), 16 + random.nextInt(48), 0);
    COSTS.forEach(counter -> launch.with(counter, Math.pow(10, 9 * random.nextDouble())));
    launch.with(Counter.L2_READ_HITS, launch.value(Counter.L2_READ_SECTORS) / 3);
    return launch.with(Counter.CRITICAL_CYCLES_DRAM, 2 * launch.value(Counter.CRITICAL_CYCLES_L2));
  }

  private static GpuSpec gh200() {
    GpuSpec h200 = Gpus.find("h200");
    return new GpuSpec(
        "gh200",
        "GH200 96 GB",
        h200.arch(),
        h200.sms(),
        h200.clockMhz(),
        h200.l2Bytes(),
        h200.l1Bytes(),
        h200.memoryBytes(),
        4022,
        3783,
        h200.fp32Tflops(),
        h200.limits(),
        h200.tensor(),
        h200.lanes(),
        h200.latency(),
        h200.l2Gbps(),
        h200.launchMicros(),
        Map.of());
  }
}
