package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.Occupancy;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class LaunchCounterTest {
  private static final GpuSpec GPU = Gpus.find("h200");
  private static final Occupancy OCCUPANCY = Occupancy.of(GPU, 32, 16, 0);
  private static final AccessSite LOAD =
      new AccessSite(0, 4, AccessSite.Kind.LOAD, "", false, AccessSite.Atomic.NONE, "k.cu:3");
  private static final AccessSite STORE =
      new AccessSite(1, 4, AccessSite.Kind.STORE, "", false, AccessSite.Atomic.NONE, "k.cu:4");
  private static final KernelShape SHAPE =
      new KernelShape(
          "scale",
          List.of(
              new BasicBlockShape(
                  0,
                  List.of(
                      instruction("ld.global.f32", Pipe.LSU, List.of(), LOAD, 3),
                      new InstructionShape(
                          "fma.rn.f32", Pipe.FMA, List.of(0), Optional.empty(), false, "k.cu:4"),
                      instruction("st.global.f32", Pipe.LSU, List.of(1), STORE, 4)),
                  List.of(),
                  0)),
          List.of(LOAD, STORE));

  @Test
  void countsACopyOfOneFloatPerLane() {
    LaunchCounters counters = run(sample(BlockSelection.all(), 100), new L2Cache(GPU), 0);
    assertThat(counters.value(Counter.WARP_INSTRUCTIONS)).isEqualTo(300);
    assertThat(counters.value(Counter.THREAD_INSTRUCTIONS)).isEqualTo(9600);
    assertThat(counters.value(Counter.FP32_OPERATIONS)).isEqualTo(6400);
    assertThat(counters.value(Counter.GLOBAL_LOAD_SECTORS)).isEqualTo(400);
    assertThat(counters.value(Counter.GLOBAL_LOAD_BYTES)).isEqualTo(12800);
    assertThat(counters.value(Counter.L2_READ_SECTORS)).isEqualTo(400);
    assertThat(counters.value(Counter.L2_READ_HITS)).isZero();
    assertThat(counters.value(Counter.DRAM_READ_BYTES)).isEqualTo(12800);
    assertThat(counters.value(Counter.DRAM_WRITE_BYTES)).isEqualTo(12800);
    assertThat(counters.sampling().complete()).isTrue();
  }

  @Test
  void criticalPathIsTheLoadThenTheArithmeticThenTheStore() {
    LaunchCounters counters = run(sample(BlockSelection.all(), 1), new L2Cache(GPU), 0);
    GpuSpec.Latency latency = GPU.latency();
    assertThat(counters.value(Counter.CRITICAL_CYCLES_DRAM))
        .isEqualTo(latency.dram() + latency.arithmetic() + 1.0);
    assertThat(counters.value(Counter.CRITICAL_CYCLES_L2))
        .isEqualTo(latency.l2() + latency.arithmetic() + 1.0);
  }

  @Test
  void secondLaunchFindsWhatTheFirstLeftInL2() {
    L2Cache l2 = new L2Cache(GPU);
    run(sample(BlockSelection.all(), 100), l2, 0);
    LaunchCounters second = run(sample(BlockSelection.all(), 100), l2, 1L << 32);
    assertThat(second.value(Counter.L2_READ_HITS)).isEqualTo(400);
    assertThat(second.value(Counter.DRAM_READ_BYTES)).isZero();
    l2.clear();
    LaunchCounters cold = run(sample(BlockSelection.all(), 100), l2, 1L << 32);
    assertThat(cold.value(Counter.L2_READ_HITS)).isZero();
  }

  @Test
  void launchesBackToBackFindInL2WhatFits() {
    for (BlockSelection blocks :
        List.of(BlockSelection.all(), new BlockSelection.SampledWaves(1, 100_000_000))) {
      LaunchCounters hot = steady(sample(blocks, 100_000), L2Cache.ofBytes(64L << 20));
      assertThat(hot.value(Counter.L2_READ_HITS)).isBetween(399_600.0, 400_000.0);
      assertThat(hot.value(Counter.DRAM_READ_BYTES)).isLessThan(12_800);
      assertThat(hot.value(Counter.DRAM_WRITE_BYTES)).isLessThan(12_800);
    }
  }

  @Test
  void launchesBackToBackMoveWhatDoesNotFit() {
    for (BlockSelection blocks :
        List.of(BlockSelection.all(), new BlockSelection.SampledWaves(1, 100_000_000))) {
      LaunchCounters hot = steady(sample(blocks, 100_000), L2Cache.ofBytes(8L << 20));
      assertThat(hot.value(Counter.L2_READ_HITS)).isZero();
      assertThat(hot.value(Counter.DRAM_READ_BYTES)).isEqualTo(12_800_000);
      assertThat(hot.value(Counter.DRAM_WRITE_BYTES)).isEqualTo(12_800_000);
    }
  }

  @Test
  void sampleOfWavesScalesToTheGridExactlyWhereBlocksAreAlike() {
    BlockSample sample = sample(new BlockSelection.SampledWaves(1, 100_000_000), 100_000);
    assertThat(sample.slice()).isFalse();
    assertThat(sample.warming()).hasSize(132 * 32);
    LaunchCounters sampled = run(sample, new L2Cache(GPU), 0);
    LaunchCounters whole = run(sample(BlockSelection.all(), 100_000), new L2Cache(GPU), 0);
    for (Counter counter : Counter.values()) {
      assertThat(sampled.value(counter))
          .as(counter.name())
          .isCloseTo(whole.value(counter), withPercentage(1e-6));
    }
  }

  @Test
  void blocksAllOverTheGridCountWhereThoseOfTheMiddleDoNotStandForIt() {
    for (IntUnaryOperator turns :
        List.<IntUnaryOperator>of(
            block -> block < 60_000 ? 4 : 1, // images of unequal work
            block -> 1 + (block / 10_000) * (block / 10_000) / 4, // work grows
            block -> block % 8 == 0 ? 9 : block < 40_000 ? 1 : 4)) {
      BlockSample sample = sample(new BlockSelection.SampledWaves(1, 100_000_000), 100_000);
      LaunchCounters sampled = run(sample, turns);
      LaunchCounters whole = run(sample(BlockSelection.all(), 100_000), turns);
      assertThat(sampled.sampling().description())
          .containsPattern("; blocks differ by their place: 256 all over the grid counted");
      for (Counter counter :
          List.of(
              Counter.WARP_INSTRUCTIONS,
              Counter.GLOBAL_LOAD_SECTORS,
              Counter.L2_READ_SECTORS,
              Counter.DRAM_READ_BYTES,
              Counter.DRAM_WRITE_BYTES,
              Counter.CRITICAL_CYCLES_DRAM)) {
        assertThat(sampled.value(counter))
            .as(counter.name())
            .isCloseTo(whole.value(counter), withPercentage(5));
      }
      assertThat(sampled.hotSpots().get(0).warpInstructions())
          .isCloseTo(whole.hotSpots().get(0).warpInstructions(), withPercentage(4));
    }
  }

  @Test
  void sampleStandsWhereBlocksDifferFromTheirNeighbours() {
    for (IntUnaryOperator turns :
        List.<IntUnaryOperator>of(
            block -> 1 + block % 4,
            block -> block == 99_999 ? 1 : 5, // what a grid's last block leaves out
            block -> 1 + Integer.bitCount(block * 0x9E3779B9) / 4)) {
      LaunchCounters sampled =
          run(sample(new BlockSelection.SampledWaves(1, 100_000_000), 100_000), turns);
      assertThat(sampled.sampling().description()).doesNotContain("differ");
      assertThat(sampled.value(Counter.WARP_INSTRUCTIONS))
          .isCloseTo(
              run(sample(BlockSelection.all(), 100_000), turns).value(Counter.WARP_INSTRUCTIONS),
              withPercentage(1));
    }
  }

  @Test
  void sliceOfAMatrixProductReadsWhatAWholeWaveShares() {
    int side = 64;
    Dim3 grid = new Dim3(side, side, 1);
    int residency = 132;
    BlockSelection selection = new BlockSelection.SampledWaves(1, 2_000);
    BlockSample slice = BlockSample.of(selection, grid, residency, block -> 100);
    assertThat(slice.slice()).isTrue();
    assertThat(slice.counted()).hasSize(20);
    double sliced = tiles(slice, 16 << 20);
    BlockSample whole = BlockSample.of(BlockSelection.all(), grid, residency, block -> 0);
    double all = tiles(whole, 16 << 20);
    assertThat(sliced).isCloseTo(all, withPercentage(15));
  }

  @Test
  void countsDoNotDependOnTheOrderInWhichBlocksRan() {
    BlockSample sample = sample(BlockSelection.all(), 64);
    LaunchCounter forward = counter(sample, L2Cache.ofBytes(1 << 12));
    LaunchCounter backward = counter(sample, L2Cache.ofBytes(1 << 12));
    for (long block = 0; block < 64; block++) {
      runBlock(forward, block, 0);
      runBlock(backward, 63 - block, 0);
    }
    assertThat(forward.finish()).isEqualTo(backward.finish());
  }

  @Test
  void hotSpotsNameLinesByCost() {
    LaunchCounters counters = run(sample(BlockSelection.all(), 10), new L2Cache(GPU), 0);
    assertThat(counters.hotSpots())
        .extracting(LaunchCounters.HotSpot::line)
        .containsExactly("k.cu:4", "k.cu:3");
    assertThat(counters.hotSpots().get(1).sectors()).isEqualTo(40);
  }

  @Test
  void blockOfTheSampleThatDidNotRunIsReported() {
    LaunchCounter counter = counter(sample(BlockSelection.all(), 2), new L2Cache(GPU));
    runBlock(counter, 0, 0);
    assertThatThrownBy(counter::finish)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("scale: block 1 of the sample did not run");
  }

  private static BlockSample sample(BlockSelection selection, int blocks) {
    int residency = GPU.sms() * OCCUPANCY.blocksPerSm();
    return BlockSample.of(selection, Dim3.of(blocks), residency, block -> 3);
  }

  private static LaunchCounter counter(BlockSample sample, L2Cache l2) {
    return new LaunchCounter(GPU, SHAPE, OCCUPANCY, sample, l2, false);
  }

  private static LaunchCounters run(BlockSample sample, L2Cache l2, long readFrom) {
    LaunchCounter counter = counter(sample, l2);
    sample.toRun().forEach(block -> runBlock(counter, block, readFrom));
    return counter.finish();
  }

  private static LaunchCounters steady(BlockSample sample, L2Cache l2) {
    LaunchCounter counter = new LaunchCounter(GPU, SHAPE, OCCUPANCY, sample, l2, true);
    sample.toRun().forEach(block -> runBlock(counter, block, 0));
    return counter.finish();
  }

  private static void runBlock(LaunchCounter counter, long block, long readFrom) {
    runBlock(counter, block, readFrom, 1);
  }

  private static void runBlock(LaunchCounter counter, long block, long readFrom, int turns) {
    BlockObserver observer = counter.blockStarted(block, 1);
    observer.warp(0);
    for (int turn = 0; turn < turns; turn++) {
      long at = 128 * block + ((long) turn << 26);
      observer.basicBlock(0, -1);
      observer.global(LOAD, -1, addresses(readFrom + at));
      observer.global(STORE, -1, addresses((1L << 32) + (readFrom == 0 ? 0 : 1L << 30) + at));
    }
    observer.warpEnded();
    observer.blockEnded();
  }

  /** Runs a sample, and what it wants besides, of blocks that copy so many lines. */
  private static LaunchCounters run(BlockSample sample, IntUnaryOperator turns) {
    LaunchCounter counter = counter(sample, L2Cache.ofBytes(1 << 20));
    List<Long> blocks = sample.toRun();
    while (!blocks.isEmpty()) {
      blocks.forEach(
          block -> runBlock(counter, block, 0, turns.applyAsInt(Math.toIntExact(block))));
      blocks = counter.wanted();
    }
    return counter.finish();
  }

  /** Every block reads a strip of A by its row and a strip of B by its column, side by side. */
  private static double tiles(BlockSample sample, long l2Bytes) {
    LaunchCounter counter = counter(sample, L2Cache.ofBytes(l2Bytes));
    for (long block : sample.toRun()) {
      BlockObserver observer = counter.blockStarted(block, 1);
      observer.warp(0);
      for (int k = 0; k < 64; k++) {
        observer.basicBlock(0, -1);
        observer.global(LOAD, -1, addresses(strip(block / sample.grid().x(), k)));
        observer.global(LOAD, -1, addresses((1L << 40) + strip(block % sample.grid().x(), k)));
      }
      observer.warpEnded();
      observer.blockEnded();
    }
    return counter.finish().value(Counter.DRAM_READ_BYTES);
  }

  /** Strips of 64 lines, a mebibyte apart, so that all of them together exceed L2. */
  private static long strip(long index, int k) {
    return (index << 20) + (long) k * 16384;
  }

  private static long[] addresses(long from) {
    long[] addresses = new long[32];
    for (int lane = 0; lane < 32; lane++) {
      addresses[lane] = from + 4L * lane;
    }
    return addresses;
  }

  private static InstructionShape instruction(
      String opcode, Pipe pipe, List<Integer> dependsOn, AccessSite site, int line) {
    return new InstructionShape(opcode, pipe, dependsOn, Optional.of(site), false, "k.cu:" + line);
  }
}
