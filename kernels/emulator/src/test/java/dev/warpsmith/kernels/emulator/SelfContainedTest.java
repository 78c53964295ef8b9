package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.ptx.PtxModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfContainedTest {
  private static final String MODULE =
      """
      .version 9.0
      .target sm_90
      .address_size 64
      .global .align 4 .u32 count;
      .global .align 4 .u32 other;
      %s
      .visible .entry k(.param .u64 pout)
      {
        .reg .pred %%p<4>;
        .reg .b32 %%r<9>;
        .reg .b64 %%l<9>;
        ld.param.u64 %%l1, [pout];
        %s
        @%%p3 bra END;
        END: ret;
      }
      """;

  private static boolean selfContained(String declaration, String body) {
    String text = MODULE.formatted(declaration, body.replace("; ", ";\n"));
    return SelfContained.variable(PtxModule.parse(text), "count");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ld.global.u32 %r1, [count]; add.s32 %r2, %r1, 1; st.global.u32 [count], %r2;",
        "mov.u64 %l2, count; ld.global.u32 %r1, [%l2]; st.global.u32 [%l2], %r1;",
        "atom.global.add.u32 %r1, [count], 1; st.global.u32 [%l1], 7;",
        "red.global.add.u32 [count], 1;",
        "mov.u32 %r1, 5; st.global.u32 [count], %r1; st.global.u32 [%l1], %r1;",
        "ld.global.u32 %r1, [other]; st.global.u32 [%l1], %r1;",
      })
  void isWhatGoesNowhereElse(String body) {
    assertThat(selfContained("", body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ld.global.u32 %r1, [count]; st.global.u32 [%l1], %r1;",
        "ld.global.u32 %r1, [count]; st.global.u32 [other], %r1;",
        "atom.global.add.u32 %r1, [count], 1; st.global.u32 [%l1], %r1;",
        "ld.global.u32 %r1, [count]; setp.gt.u32 %p3, %r1, 9;",
        "ld.global.u32 %r1, [count]; setp.gt.u32 %p1, %r1, 9; selp.u32 %r2, 1, 2, %p1; "
            + "st.global.u32 [%l1], %r2;",
        "ld.global.u32 %r1, [count]; cvt.u64.u32 %l3, %r1; add.u64 %l4, %l1, %l3; "
            + "st.global.u32 [%l4], 1;",
        "mov.u64 %l2, count; st.global.u64 [%l1], %l2;",
        "mov.u64 %l2, count; add.u64 %l3, %l2, %l1; ld.global.u32 %r1, [%l3];",
        "ld.global.u32 %r1, [count]; popc.b32 %r2, %r1;",
      })
  void isNotWhatSomethingElseMayDependOn(String body) {
    assertThat(selfContained("", body)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {".global .align 8 .u64 where = count;"})
  void isNotWhatAnotherVariablePointsTo(String declaration) {
    assertThat(selfContained(declaration, "red.global.add.u32 [count], 1;")).isFalse();
  }
}
