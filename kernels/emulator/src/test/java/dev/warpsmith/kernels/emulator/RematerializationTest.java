package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.ptx.PtxModule;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class RematerializationTest {
  private static final int ROW = 4 * RegisterFile.LANES;
  private static final int WIDE_ROW = 8 * RegisterFile.LANES;

  /** Each thread writes one value, which the code leaves in %v. */
  private static String kernel(String code) {
    return """
        .version 9.0
        .target sm_90
        .address_size 64
        .visible .entry k(.param .u64 out, .param .u32 a, .param .u32 b)
        {
        .reg .pred %p, %q;
        .reg .b32 %v, %t, %i, %a, %b, %c, %d;
        .reg .b64 %o, %g, %w, %s;
        ld.param.u64 %o, [out];
        mov.u32 %t, %tid.x;
        mov.u32 %c, %ctaid.x;
        mad.lo.u32 %i, %c, 32, %t;
        """
        + code
        + """
        cvta.to.global.u64 %g, %o;
        mul.wide.u32 %w, %i, 4;
        add.u64 %s, %g, %w;
        st.global.u32 [%s], %v;
        ret;
        }
        """;
  }

  private static int[] run(String ptx) {
    try (KernelRunner runner = new KernelRunner(ptx)) {
      DeviceBuffer out = runner.ints("out", new int[64]);
      runner.run("k", 2, 32, out, 100, 7);
      return KernelRunner.ints(out);
    }
  }

  private static int[] expected(IntBinaryOperator ofBlockAndLane) {
    int[] values = new int[64];
    for (int k = 0; k < values.length; k++) {
      values[k] = ofBlockAndLane.applyAsInt(k / 32, k % 32);
    }
    return values;
  }

  private static Program program(String ptx) {
    PtxModule module = PtxModule.parse(ptx);
    return Program.of(module, module.kernels().get(0), Map.of());
  }

  @Test
  void keepsParametersAndPlacesOutOfRows() {
    String ptx =
        kernel(
            """
            ld.param.u32 %a, [a];
            mov.u32 %b, 5;
            mov.b32 %d, %a;
            bra.uni again;
            again:
            add.u32 %v, %d, %b;
            add.u32 %v, %v, %c;
            add.u32 %v, %v, %t;
            """);
    assertThat(run(ptx)).containsExactly(expected((block, lane) -> 105 + block + lane));
    assertThat(program(ptx).file().bytes()).as("rows of %%i and %%t").isEqualTo(2 * ROW);
  }

  @Test
  void keepsRowsOfWhatIsWrittenTwice() {
    String ptx =
        kernel(
            """
            ld.param.u32 %a, [a];
            setp.lt.u32 %p, %t, 5;
            @%p bra less;
            ld.param.u32 %a, [b];
            less:
            mov.u32 %v, %a;
            """);
    assertThat(run(ptx)).containsExactly(expected((block, lane) -> lane < 5 ? 100 : 7));
  }

  @Test
  void keepsRowsOfWhatIsWrittenUnderAGuard() {
    String ptx =
        kernel(
            """
            setp.lt.u32 %p, %t, 5;
            mov.u32 %v, %t;
            @%p ld.param.u32 %v, [a];
            bra.uni again;
            again:
            add.u32 %v, %v, 1;
            """);
    assertThat(run(ptx)).containsExactly(expected((block, lane) -> lane < 5 ? 101 : lane + 1));
  }

  @Test
  void keepsRowsOfWhatLanesExchange() {
    String ptx =
        kernel(
            """
            ld.param.u32 %a, [a];
            ld.param.u32 %b, [b];
            mov.u32 %d, -1;
            add.u32 %v, %t, %a;
            shfl.sync.idx.b32 %v, %v, %b, 31, %d;
            add.u32 %v, %v, %b;
            """);
    assertThat(run(ptx)).containsExactly(expected((block, lane) -> 107 + 7));
    assertThat(program(ptx).file().bytes())
        .as("rows of %%i and the four operands")
        .isEqualTo(4 * ROW);
  }

  @Test
  void loadsAgainInEveryLoopAndForEveryLane() {
    String ptx =
        kernel(
            """
            ld.param.u32 %a, [a];
            ld.param.u32 %b, [b];
            mov.u32 %v, 0;
            and.b32 %d, %t, 3;
            loop:
            setp.eq.u32 %p, %d, 0;
            @%p bra done;
            add.u32 %v, %v, %a;
            and.b32 %t, %d, 1;
            setp.eq.u32 %q, %t, 0;
            @%q bra even;
            add.u32 %v, %v, %b;
            even:
            sub.u32 %d, %d, 1;
            bra.uni loop;
            done:
            """);
    assertThat(run(ptx))
        .containsExactly(expected((block, lane) -> 100 * (lane % 4) + 7 * ((lane % 4 + 1) / 2)));
    assertThat(program(ptx).file().bytes()).isLessThan(4 * ROW + WIDE_ROW);
  }
}
