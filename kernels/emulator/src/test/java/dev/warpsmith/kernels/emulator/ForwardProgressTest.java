package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that wait for each other in every way end; what cannot end stops with its line. */
class ForwardProgressTest {
  private static final int SEEDS = 8;
  private static final long BUDGET = 200_000_000;

  private static long[] run(String ptx, long seed, int grid, int block, int results) {
    try (KernelRunner runner = new KernelRunner(ptx)) {
      DeviceBuffer out = runner.longs("out", new long[results]);
      DeviceBuffer in = runner.longs("in", new long[Math.max(grid, block)]);
      LaunchOptions together = LaunchOptions.compute().withSeed(seed / 2).withStepBudget(BUDGET);
      LaunchOptions options = seed % 2 == 0 ? together : together.splittingWarps();
      runner
          .launch(options, "k", Dim3.of(grid), Dim3.of(block), out, in)
          .match(
              completed -> completed,
              faulted -> {
                throw new AssertionError("seed " + seed + ": " + faulted.fault().message());
              });
      return KernelRunner.longs(out);
    }
  }

  /** Every thread adds one to a sum under a lock at {@code [%l1]}; sum at {@code [%l2]}. */
  private static String lock(String space, String backOff) {
    return """
    mov.u32 %%r9, 0;
    TRY: atom.acquire.gpu.%1$s.cas.b32 %%r1, [%%l1], 0, 1;
    setp.eq.u32 %%p1, %%r1, 0;
    @%%p1 bra OWN;
    %2$s
    bra TRY;
    OWN: ld.%1$s.u64 %%l3, [%%l2];
    add.u64 %%l3, %%l3, 1;
    st.%1$s.u64 [%%l2], %%l3;
    membar.gl;
    atom.release.gpu.%1$s.exch.b32 %%r1, [%%l1], 0;
    """
        .formatted(space, backOff);
  }

  @ParameterizedTest
  @CsvSource({"1, 32, ''", "1, 32, nanosleep.u32 20;", "4, 96, ''", "40, 64, nanosleep.u32 20;"})
  void aSpinLockInGlobalMemoryEnds(int grid, int block, String backOff) {
    String body = "ld.param.u64 %l1, [pin];\nld.param.u64 %l2, [pout];\n" + lock("global", backOff);
    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(run(AsyncKernels.kernel(body), seed, grid, block, 1))
          .containsExactly((long) grid * block);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nanosleep.u32 20;"})
  void aSpinLockInSharedMemoryEnds(String backOff) {
    String body =
        """
        mov.u64 %l1, data;
        add.u64 %l2, %l1, 8;
        mov.u64 %l4, 0;
        st.shared.u64 [data], %l4;
        st.shared.u64 [data+8], %l4;
        bar.sync 0;
        """
            + lock("shared", backOff)
            + """
            bar.sync 0;
            ld.shared.u64 %l5, [data+8];
            st.global.u64 [%out], %l5;
            """;
    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(run(AsyncKernels.kernel(body), seed, 1, 128, 128)).containsOnly(128);
    }
  }

  /** Lane k waits, without any warp-level synchronisation, for what lane k-1 stores. */
  @ParameterizedTest
  @ValueSource(strings = {"", "nanosleep.u32 10;"})
  void lanesHandValuesOn(String backOff) {
    String body =
        """
        ld.param.u64 %%l1, [pin];
        mul.wide.u32 %%l2, %%tid, 8;
        add.u64 %%l1, %%l1, %%l2;
        mov.u64 %%l3, 100;
        setp.eq.u32 %%p1, %%tid, 0;
        @%%p1 bra STORE;
        WAIT: ld.acquire.gpu.global.u64 %%l3, [%%l1+-8];
        setp.ne.u64 %%p2, %%l3, 0;
        @%%p2 bra STORE;
        %s
        bra WAIT;
        STORE: add.u64 %%l3, %%l3, 1;
        st.release.gpu.global.u64 [%%l1], %%l3;
        st.global.u64 [%%out], %%l3;
        """
            .formatted(backOff);
    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(run(AsyncKernels.kernel(body), seed, 1, 64, 64))
          .isEqualTo(LongStream.range(101, 165).toArray());
    }
  }

  /** More blocks than the GPU holds, each of which waits for the one before it. */
  @Test
  void blocksThatLookBackEnd() {
    String body =
        """
        mov.u32 %r1, %ctaid.x;
        ld.param.u64 %l1, [pout];
        mul.wide.u32 %l2, %r1, 8;
        add.u64 %l1, %l1, %l2;
        mov.u64 %l3, 0;
        setp.eq.u32 %p1, %r1, 0;
        @%p1 bra STORE;
        WAIT: ld.acquire.gpu.global.u64 %l3, [%l1+-8];
        setp.ne.u64 %p2, %l3, 0;
        @%p2 bra STORE;
        nanosleep.u32 20;
        bra WAIT;
        STORE: add.u64 %l3, %l3, 1;
        st.release.gpu.global.u64 [%l1], %l3;
        """;
    String oneBlockPerProcessor = AsyncKernels.kernel(body).replace("data[1024]", "data[200000]");
    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(run(oneBlockPerProcessor, seed, 300, 1, 300))
          .isEqualTo(LongStream.rangeClosed(1, 300).toArray());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mov.u32 %r1, 0;~SPIN: bra SPIN; | 2",
        "SPIN: nanosleep.u32 100;~bra SPIN; | [12]",
        "SPIN: ld.volatile.global.u64 %l1, [%in];~setp.eq.u64 %p1, %l1, 0;~@%p1 bra SPIN; | [123]",
        "SPIN: atom.global.cas.b64 %l1, [%in], 1, 2;~setp.eq.u64 %p1, %l1, 0;~@%p1 bra SPIN; |"
            + " [123]",
        "setp.lt.u32 %p2, %tid, 16;~@%p2 bra MEET;~SPIN: bra SPIN;~MEET: bar.warp.sync 0xffffffff;"
            + " | [34]",
      })
  void whatNeverEndsStopsAtItsLine(String body, String line) {
    try (KernelRunner runner = new KernelRunner(AsyncKernels.kernel(body.replace('~', '\n')))) {
      DeviceFault fault =
          runner.fault(
              LaunchOptions.compute().withStepBudget(1_000_000),
              "k",
              2,
              32,
              runner.longs("out", new long[32]),
              runner.longs("in", new long[32]));
      assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.STEP_BUDGET);
      assertThat(fault.message())
          .matches("kernel.cu:" + line + ": did not finish in 1000000 warp instructions");
    }
  }
}
