package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Counter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstructionCostTest {
  @Test
  void movesAndAddressConversionsVanish() {
    assertThat(cost("mov.u32", Pipe.ALU).isFree()).isTrue();
    assertThat(cost("cvt.u64.u32", Pipe.XU).isFree()).isTrue();
    assertThat(cost("ld.param.u64", Pipe.UNIFORM).pipes())
        .isEqualTo(Map.of(Counter.PIPE_UNIFORM, 1));
    assertThat(cost("cvt.rn.f64.s32", Pipe.XU).isFree()).isFalse();
  }

  @Test
  void narrowConversionsRunOnTheIntegerUnits() {
    assertThat(cost("cvt.rn.f32.s32", Pipe.XU).pipes()).isEqualTo(Map.of(Counter.PIPE_ALU, 1));
    assertThat(cost("ex2.approx.f32", Pipe.XU).pipes()).isEqualTo(Map.of(Counter.PIPE_XU, 1));
  }

  @Test
  void divisionsAreSeveralInstructions() {
    assertThat(cost("div.rn.f32", Pipe.FMA).pipes())
        .isEqualTo(Map.of(Counter.PIPE_FMA, 8, Counter.PIPE_XU, 1));
    assertThat(cost("div.full.f32", Pipe.FMA).pipes())
        .isEqualTo(Map.of(Counter.PIPE_FMA, 2, Counter.PIPE_XU, 1));
    assertThat(cost("rem.u32", Pipe.ALU).pipes())
        .isEqualTo(Map.of(Counter.PIPE_ALU, 14, Counter.PIPE_XU, 2));
  }

  @Test
  void wideIntegersAreTwo() {
    assertThat(cost("add.s64", Pipe.ALU).pipes()).isEqualTo(Map.of(Counter.PIPE_ALU, 2));
    assertThat(cost("mul.wide.s32", Pipe.FMA).pipes()).isEqualTo(Map.of(Counter.PIPE_FMA, 1));
  }

  @Test
  void matrixInstructionsAreOneForEach16By8PartOfTheResult() {
    assertThat(cost("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32", Pipe.TENSOR).pipes())
        .isEqualTo(Map.of(Counter.PIPE_TENSOR, 1));
    assertThat(cost("wmma.mma.sync.aligned.row.col.m16n16k16.f32.f32", Pipe.TENSOR).pipes())
        .isEqualTo(Map.of(Counter.PIPE_TENSOR, 2));
    assertThat(cost("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64", Pipe.TENSOR).pipes())
        .isEqualTo(Map.of(Counter.PIPE_TENSOR, 1));
    assertThat(cost("wmma.load.a.sync.aligned.row.m16n16k16.f16", Pipe.LSU).pipes())
        .isEqualTo(Map.of(Counter.PIPE_LSU, 1));
  }

  @Test
  void loadsAndCopiesWaitForMemoryAndSharedLoadsDoNot() {
    assertThat(access("ld.global.f32", AccessSite.Kind.LOAD).isLoad()).isTrue();
    assertThat(access("cp.async.cg.shared.global", AccessSite.Kind.ASYNC_COPY).isLoad()).isTrue();
    assertThat(access("ld.shared.f32", AccessSite.Kind.LOAD).isLoad()).isFalse();
    assertThat(access("st.global.f32", AccessSite.Kind.STORE).isLoad()).isFalse();
  }

  @Test
  void onlyUseOfDataConsumes() {
    assertThat(cost("add.f32", Pipe.FMA).consumes()).isTrue();
    assertThat(cost("mad.lo.s32", Pipe.FMA).consumes()).isFalse();
    assertThat(cost("setp.lt.s32", Pipe.ALU).consumes()).isFalse();
    assertThat(cost("setp.lt.f32", Pipe.ALU).consumes()).isTrue();
    assertThat(cost("bar.sync", Pipe.LSU).consumes()).isTrue();
    assertThat(access("ld.global.f32", AccessSite.Kind.LOAD).consumes()).isFalse();
  }

  private static InstructionCost cost(String opcode, Pipe pipe) {
    return new InstructionCost(
        new InstructionShape(opcode, pipe, List.of(), Optional.empty(), false, "k.cu:1"));
  }

  private static InstructionCost access(String opcode, AccessSite.Kind kind) {
    AccessSite site = new AccessSite(0, 4, kind, "", false, AccessSite.Atomic.NONE, "k.cu:1");
    return new InstructionCost(
        new InstructionShape(opcode, Pipe.LSU, List.of(), Optional.of(site), false, "k.cu:1"));
  }
}
