package dev.warpsmith.kernelbench.jmh.emulator;

/** Writes PTX of a given length, mixed as kernels are: loads, arithmetic, comparisons, branches. */
public final class GeneratedPtx {
  private static final String BEGIN =
      """
      .version 8.0
      .target sm_90
      .address_size 64
      .visible .entry generated(.param .u64 data)
      {
      .reg .pred %p<4>;
      .reg .b32 %r<9>;
      .reg .f32 %f<9>;
      .reg .b64 %rd<4>;
      ld.param.u64 %rd1, [data];
      cvta.to.global.u64 %rd2, %rd1;
      mov.u32 %r1, %tid.x;
      mul.wide.u32 %rd3, %r1, 4;
      add.s64 %rd2, %rd2, %rd3;
      """;

  /** Ten instructions. */
  private static final String PIECE =
      """
      ld.global.f32 %%f1, [%%rd2+%1$d];
      fma.rn.f32 %%f2, %%f1, %%f3, %%f2;
      mul.f32 %%f3, %%f2, 0f3F000000;
      ex2.approx.f32 %%f4, %%f3;
      add.f32 %%f5, %%f5, %%f4;
      add.s32 %%r2, %%r2, %2$d;
      setp.gt.s32 %%p1, %%r2, %1$d;
      @%%p1 bra LATER%2$d;
      st.global.f32 [%%rd2+%1$d], %%f5;
      LATER%2$d:
      xor.b32 %%r3, %%r3, %%r2;
      """;

  private GeneratedPtx() {}

  /**
   * Returns a module with one kernel.
   *
   * @param instructions about how many
   * @param salt makes the text unlike that of other salts
   */
  public static String kernel(int instructions, int salt) {
    StringBuilder text = new StringBuilder(BEGIN);
    for (int k = 0; k < instructions / 10; k++) {
      text.append(PIECE.formatted(4 * k, salt * 1000 + k));
    }
    return text.append("ret;\n}\n").toString();
  }
}
