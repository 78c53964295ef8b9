package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A warp that is split finds what relies on its lanes staying together, and breaks nothing else.
 */
class SplitWarpsTest {
  private static final String STEP =
      """
      ld.volatile.shared.u64 %%l2, [%%l1+%d];
      add.u64 %%l3, %%l3, %%l2;
      %s
      st.volatile.shared.u64 [%%l1], %%l3;
      %s
      """;

  /** Each lane adds what lies above it, in five steps; the first lane ends up with the sum. */
  private static String tree(String sync) {
    StringBuilder body = new StringBuilder();
    body.append("mov.u64 %l4, data;\nmul.wide.u32 %l1, %tid, 8;\nadd.u64 %l1, %l1, %l4;\n");
    body.append("cvt.u64.u32 %l3, %tid;\nst.volatile.shared.u64 [%l1], %l3;\n");
    body.append("mov.u64 %l5, 0;\nst.volatile.shared.u64 [%l1+256], %l5;\nbar.sync 0;\n");
    for (int half = 16; half > 0; half /= 2) {
      body.append(STEP.formatted(8 * half, sync, sync));
    }
    return AsyncKernels.kernel(body + "st.global.u64 [%out], %l3;\n");
  }

  private static long[] run(String ptx, LaunchOptions options, int threads) {
    try (KernelRunner runner = new KernelRunner(ptx)) {
      DeviceBuffer out = runner.longs("out", new long[threads]);
      DeviceBuffer in = runner.longs("in", new long[threads]);
      runner
          .launch(options, "k", Dim3.of(1), Dim3.of(threads), out, in)
          .match(
              completed -> completed,
              faulted -> {
                throw new AssertionError(faulted.fault().message());
              });
      return KernelRunner.longs(out);
    }
  }

  private static LaunchOptions split(long seed) {
    return LaunchOptions.compute().withSeed(seed).withStepBudget(1_000_000).splittingWarps();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 6, 7, -2, -1})
  void breaksWhatRunsInStepWithoutSynchronisation(long seed) {
    assertThat(run(tree(""), LaunchOptions.compute(), 32)[0]).isEqualTo(496);
    assertThat(run(tree(""), split(seed), 32)[0]).isNotEqualTo(496);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 6, 7, -2, -1})
  void leavesWhatSynchronisesAsItIs(long seed) {
    String synchronised = tree("bar.warp.sync 0xffffffff;");

    assertThat(run(synchronised, split(seed), 32))
        .isEqualTo(run(synchronised, LaunchOptions.compute(), 32));
  }

  /** One lane writes and all read: only the lanes that went before it miss that. */
  @Test
  void oppositeSeedsSendOppositeLanesAhead() {
    String body =
        """
        mov.u64 %l1, 0;
        st.volatile.shared.u64 [data], %l1;
        bar.sync 0;
        mov.u64 %l1, 7;
        setp.ne.u32 %p1, %tid, 3;
        @%p1 bra READ;
        st.volatile.shared.u64 [data], %l1;
        READ: ld.volatile.shared.u64 %l2, [data];
        st.global.u64 [%out], %l2;
        """;
    long[] one = run(AsyncKernels.kernel(body), split(8), 32);
    long[] other = run(AsyncKernels.kernel(body), split(9), 32);

    assertThat(Arrays.stream(one).sum() + Arrays.stream(other).sum()).isLessThan(2 * 32 * 7);
    assertThat(one).isNotEqualTo(other);
  }

  /** A barrier of 64 threads, which a warp of 16 and a whole one meet at: it counts warps. */
  @Test
  void countsAPartialWarpWholeAtABarrierOfSomeThreads() {
    String body = "barrier.sync.aligned 1, 64;\nmov.u64 %l1, 5;\nst.global.u64 [%out], %l1;\n";

    assertThat(run(AsyncKernels.kernel(body), split(3), 48)).containsOnly(5);
  }
}
