package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final GpuSpec.Latency LATENCY = Gpus.find("a100").latency();
  private static final BlockCost LOAD_ONLY =
      cost(load("ld.global.f32"), load("ld.global.f32"), load("ld.global.f32"));
  private static final BlockCost USE = cost(arithmetic("add.f32"));
  private static final BlockCost ADDRESSES = cost(arithmetic("add.s64"));

  @Test
  void loadsSideBySideTakeOneLatency() {
    BlockCost both =
        cost(load("ld.global.f32"), load("ld.global.f32"), arithmetic("add.f32", 0, 1));
    assertThat(both.path[BlockCost.DRAM]).isEqualTo(LATENCY.dram() + LATENCY.arithmetic());
    assertThat(both.memoryPart[BlockCost.DRAM]).isEqualTo(LATENCY.dram() + 4 - 4);
  }

  @Test
  void chasedPointerTakesTwo() {
    BlockCost chased =
        cost(load("ld.global.u64"), load("ld.global.f32", 0), arithmetic("add.f32", 1));
    assertThat(chased.path[BlockCost.L2]).isEqualTo(2 * LATENCY.l2() + LATENCY.arithmetic());
  }

  @Test
  void deferredLoadsAreWaitedForByTheirUser() {
    Timeline timeline = new Timeline(new BlockCost[] {LOAD_ONLY, USE, ADDRESSES}, 1);
    timeline.enter(0, 0);
    timeline.miss(0);
    timeline.enter(0, 2);
    timeline.enter(0, 1);
    timeline.end(0);
    assertThat(timeline.criticalCycles(BlockCost.DRAM))
        .isEqualTo(LATENCY.dram() + LATENCY.arithmetic());
    assertThat(timeline.memoryWait()).isGreaterThan(LATENCY.dram() / 2);
  }

  @Test
  void hitsInL1TakeItsLatencyOnBothTimelines() {
    Timeline timeline = new Timeline(new BlockCost[] {LOAD_ONLY, USE}, 1);
    timeline.enter(0, 0);
    timeline.enter(0, 1);
    timeline.end(0);
    assertThat(timeline.criticalCycles(BlockCost.DRAM))
        .isEqualTo(timeline.criticalCycles(BlockCost.L2))
        .isEqualTo(LATENCY.l1() + LATENCY.arithmetic());
  }

  @Test
  void barrierWaitsForTheSlowestWarp() {
    Timeline timeline = new Timeline(new BlockCost[] {USE}, 2);
    timeline.enter(0, 0);
    timeline.barrier(0);
    for (int i = 0; i < 10; i++) {
      timeline.enter(1, 0);
    }
    timeline.barrier(1);
    timeline.end(0);
    timeline.end(1);
    assertThat(timeline.criticalCycles(BlockCost.L2)).isEqualTo(10L * LATENCY.arithmetic() + 20);
    assertThat(timeline.barrierWait()).isEqualTo(9L * LATENCY.arithmetic() + 40);
  }

  @Test
  void warpsThatEndedAreNotWaitedFor() {
    Timeline timeline = new Timeline(new BlockCost[] {USE}, 2);
    timeline.end(1);
    timeline.barrier(0);
    timeline.barrier(0);
    timeline.end(0);
    assertThat(timeline.criticalCycles(BlockCost.L2)).isEqualTo(40);
  }

  /** Two products that do not depend on each other, between blocks, then a sum of both. */
  @Test
  void matrixInstructionsOfAStraightRunAreUnderWayTogether() {
    InstructionShape first = product();
    InstructionShape second = product();
    InstructionShape sum = arithmetic("add.f32", 0, 1);
    List<BasicBlockShape> blocks =
        List.of(block(0, first), block(1, second), block(2, arithmetic("add.f32")));
    BlockCost[] apart = BlockCost.of(new KernelShape("k", blocks, List.of(), List.of()), LATENCY);
    StraightRun run = new StraightRun(List.of(0, 1, 2), List.of(first, second, sum));
    BlockCost[] together =
        BlockCost.of(new KernelShape("k", blocks, List.of(), List.of(run)), LATENCY);
    assertThat(path(apart)).isEqualTo(33 + 33 + 4);
    assertThat(path(together)).isEqualTo(33 + 4);
    assertThat(together[1].perWarp.get(Counter.PIPE_TENSOR)).isEqualTo(1);
  }

  /** A product that adds to another's result waits for it. */
  @Test
  void dependentMatrixInstructionsWaitForOneAnother() {
    InstructionShape second =
        new InstructionShape(
            product().opcode(), Pipe.TENSOR, List.of(0), Optional.empty(), false, "k.cu:1");
    List<BasicBlockShape> blocks = List.of(block(0, product()), block(1, second));
    StraightRun run = new StraightRun(List.of(0, 1), List.of(product(), second));
    KernelShape kernel = new KernelShape("k", blocks, List.of(), List.of(run));
    assertThat(path(BlockCost.of(kernel, LATENCY))).isEqualTo(66);
  }

  private static int path(BlockCost[] blocks) {
    return Arrays.stream(blocks).mapToInt(block -> block.path[BlockCost.L2]).sum();
  }

  private static BasicBlockShape block(int index, InstructionShape instruction) {
    return new BasicBlockShape(index, List.of(instruction), List.of(), 0);
  }

  private static InstructionShape product() {
    return new InstructionShape(
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32",
        Pipe.TENSOR,
        List.of(),
        Optional.empty(),
        false,
        "k.cu:1");
  }

  private static BlockCost cost(InstructionShape... instructions) {
    return new BlockCost(new BasicBlockShape(0, List.of(instructions), List.of(), 0), LATENCY);
  }

  private static InstructionShape load(String opcode, Integer... dependsOn) {
    AccessSite site =
        new AccessSite(0, 4, AccessSite.Kind.LOAD, "", false, AccessSite.Atomic.NONE, "k.cu:1");
    return new InstructionShape(
        opcode, Pipe.LSU, List.of(dependsOn), Optional.of(site), false, "k.cu:1");
  }

  private static InstructionShape arithmetic(String opcode, Integer... dependsOn) {
    return new InstructionShape(
        opcode, Pipe.FMA, List.of(dependsOn), Optional.empty(), false, "k.cu:1");
  }
}
