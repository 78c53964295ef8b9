package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDependenceTest {
  private static final String KERNEL =
      """
      .version 8.0
      .target sm_80
      .address_size 64
      .global .align 4 .u32 tickets[4];
      .global .align 4 .u32 common;
      .visible .entry other() {
        .reg .b32 %%r<2>;
        ld.global.u32 %%r1, [common];
        ret;
      }
      .visible .entry k(.param .u64 x, .param .u64 n) {
        .shared .align 4 .b8 tile[128];
        .shared .align 4 .u32 last;
        .reg .pred %%p;
        .reg .b32 %%r<8>;
        .reg .b64 %%d<8>;
        ld.param.u64 %%d0, [x];
        ld.param.u64 %%d1, [n];
        cvta.to.global.u64 %%d2, %%d0;
        mov.u32 %%r0, %%tid.x;
        mul.wide.u32 %%d3, %%r0, 4;
        add.s64 %%d4, %%d2, %%d3;
        ld.global.u32 %%r1, [%%d4];
        %s
        st.global.u32 [%%d4], %%r1;
      END:
        ret;
      }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add.u32 %r1, %r1, 1;",
        "setp.gt.u32 %p, %r1, 5; selp.u32 %r1, 0, %r1, %p;",
        "cvt.u64.u32 %d5, %r0; setp.ge.u64 %p, %d5, %d1; @%p bra END;",
        "LOOP: add.u32 %r1, %r1, 1; add.s64 %d1, %d1, -1; setp.ne.s64 %p, %d1, 0; @%p bra LOOP;",
        "mov.u32 %r2, %ctaid.x; and.b32 %r2, %r2, 1; setp.eq.u32 %p, %r2, 0; @%p bra END;",
        "shfl.sync.bfly.b32 %r2, %r1, 1, 31, -1; add.u32 %r1, %r1, %r2;",
        "st.shared.u32 [tile], %r1; bar.sync 0; ld.shared.u32 %r1, [tile+4];",
        "st.shared.u32 [last], 3; ld.shared.u32 %r2, [last]; setp.eq.u32 %p, %r2, 3; @%p bra END;",
        "fma.rn.f32 %r2, %r1, 0f00000000, 0f00000000; setp.neu.f32 %p, %r2, 0f00000000;"
            + " bar.red.or.pred %p, 0, %p; @%p bra END;",
        "mov.f32 %r3, 0f00000000; mov.f32 %r2, 0f00000000; LOOP: fma.rn.f32 %r2, %r1, %r3, %r2;"
            + " add.u32 %r0, %r0, 1; setp.lt.u32 %p, %r0, 9; @%p bra LOOP;"
            + " setp.neu.f32 %p, %r2, 0f00000000; @%p bra END;",
      })
  void computesButDecidesNothing(String body) {
    assertThat(depends(body)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setp.gt.u32 %p, %r1, 5; @%p bra END;",
        "setp.gt.u32 %p, %r1, 5; @%p add.u32 %r1, %r1, 1;",
        "and.b32 %r1, %r1, 7; mul.wide.u32 %d5, %r1, 4; add.s64 %d5, %d2, %d5; ld.global.u32 %r1, [%d5];",
        "and.b32 %r1, %r1, 7; mul.wide.u32 %d5, %r1, 4; add.s64 %d4, %d2, %d5;",
        "shfl.sync.bfly.b32 %r2, %r1, 1, 31, -1; setp.gt.u32 %p, %r2, 5; @%p bra END;",
        "st.shared.u32 [last], %r1; ld.shared.u32 %r2, [last]; setp.eq.u32 %p, %r2, 3; @%p bra END;",
        "st.shared.u32 [last], 3; mov.u32 %r2, last; ld.shared.u32 %r2, [last]; setp.eq.u32 %p, %r2, 3;"
            + " @%p bra END;",
        "mov.u32 %r2, %clock; setp.gt.u32 %p, %r2, 5; @%p bra END;",
        "mov.u32 %r2, %smid; setp.gt.u32 %p, %r2, 5; @%p bra END;",
        "and.b64 %d5, %d0, 4096; setp.eq.s64 %p, %d5, 0; @%p bra END;",
        "atom.global.add.u32 %r2, [%d4], 1; setp.eq.u32 %p, %r2, 0; @%p bra END;",
        "setp.gt.u32 %p, %r1, 5; vote.sync.any.pred %p, %p, -1; @%p bra END;",
        "fma.rn.f32 %r2, %r1, 0f3F800000, 0f00000000; setp.neu.f32 %p, %r2, 0f00000000; @%p bra END;",
        "mov.f32 %r3, 0f00000000; fma.rn.f32 %r2, %r3, %r3, %r1; setp.neu.f32 %p, %r2, 0f00000000;"
            + " @%p bra END;",
      })
  void decidesByWhatItFinds(String body) {
    assertThat(depends(body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setp.gt.u32 %p, %r1, 5; @%p add.u32 %r1, %r1, 1;",
        "setp.gt.u32 %p, %r1, 5; @%p bra OVER; add.u32 %r1, %r1, 1; OVER: add.u32 %r1, %r1, 2;",
        "setp.gt.u32 %p, %r1, 5; @%p bra OTHER; add.u32 %r1, %r1, 1; bra.uni OVER;"
            + " OTHER: add.u32 %r1, %r1, 3; OVER: add.u32 %r1, %r1, 2;",
      })
  void choosesArithmeticOnly(String body) {
    assertThat(depends(body)).isTrue();
    assertThat(steered(body)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setp.gt.u32 %p, %r1, 5; @%p bra END;",
        "setp.gt.u32 %p, %r1, 5; @%p ld.global.u32 %r2, [%d4+4];",
        "setp.gt.u32 %p, %r1, 5; @%p bra OVER; ld.global.u32 %r2, [%d4+4]; OVER: add.u32 %r1, %r1, 2;",
        "setp.gt.u32 %p, %r1, 5; @%p bra OVER; bar.sync 0; OVER: add.u32 %r1, %r1, 2;",
        "LOOP: add.u32 %r1, %r1, -1; setp.gt.u32 %p, %r1, 5; @%p bra LOOP;",
        // How often it loops depends on which constant was chosen.
        "mov.u32 %r3, 9; setp.gt.u32 %p, %r1, 5; @%p mov.u32 %r3, 4;"
            + " LOOP: add.u32 %r3, %r3, -1; setp.ne.u32 %p, %r3, 0; @%p bra LOOP;",
        "mov.u32 %r3, 9; setp.gt.u32 %p, %r1, 5; @%p bra OVER; mov.u32 %r3, 4; OVER:"
            + " add.u32 %r3, %r3, -1; setp.ne.u32 %p, %r3, 0; @%p bra OVER;",
        "mov.u32 %r3, 4; setp.gt.u32 %p, %r1, 5; @%p mov.u32 %r3, 8; cvt.u64.u32 %d5, %r3;"
            + " add.s64 %d5, %d2, %d5; ld.global.u32 %r1, [%d5];",
      })
  void steersMoreThanArithmetic(String body) {
    assertThat(steered(body)).isTrue();
  }

  private static final String LAST_BLOCK =
      """
      st.shared.u32 [last], %r2; bar.sync 0; ld.shared.u32 %r3, [last];
      setp.ne.u32 %p, %r3, 7; @%p bra END; ld.global.u32 %r1, [%d4+4];
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atom.global.inc.u32 %r2, [tickets], 7;",
        "mov.u64 %d5, tickets; cvta.global.u64 %d5, %d5; mov.u32 %r4, %ctaid.x;"
            + " mul.wide.u32 %d6, %r4, 4; add.s64 %d5, %d5, %d6; atom.inc.u32 %r2, [%d5], 7;",
      })
  void letsAKernelCountItsOwnBlocks(String count) {
    assertThat(steered(count + LAST_BLOCK)).isTrue();
    assertThat(steeredByOthers(count + LAST_BLOCK)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atom.global.inc.u32 %r2, [common], 7;",
        "atom.global.inc.u32 %r2, [%d4], 7;",
        "ld.global.u32 %r2, [tickets];",
        "atom.global.inc.u32 %r2, [tickets], 7; add.u32 %r2, %r2, %r1;",
        // The way from a variable to a buffer.
        "mov.u64 %d5, tickets; cvta.global.u64 %d5, %d5; sub.s64 %d6, %d4, %d5;"
            + " add.s64 %d5, %d5, %d6; atom.inc.u32 %r2, [%d5], 7;",
      })
  void seesWhatOthersMayHaveLeft(String count) {
    assertThat(steeredByOthers(count + LAST_BLOCK)).isTrue();
  }

  private static boolean steeredByOthers(String body) {
    try (KernelRunner runner = new KernelRunner(KERNEL.formatted(body))) {
      DeviceBuffer x = runner.floats("x", new float[64]);
      return runner.steeredByOthers("k", Dim3.of(1), Dim3.of(32), x, 32L);
    }
  }

  private static boolean steered(String body) {
    try (KernelRunner runner = new KernelRunner(KERNEL.formatted(body))) {
      DeviceBuffer x = runner.floats("x", new float[64]);
      return runner.steeredByContents("k", Dim3.of(1), Dim3.of(32), x, 32L);
    }
  }

  private static boolean depends(String body) {
    try (KernelRunner runner = new KernelRunner(KERNEL.formatted(body))) {
      DeviceBuffer x = runner.floats("x", new float[64]);
      return runner.dependsOnContents("k", Dim3.of(1), Dim3.of(32), x, 32L);
    }
  }
}
