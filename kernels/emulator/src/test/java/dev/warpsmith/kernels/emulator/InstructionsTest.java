package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Short instruction sequences against plain Java arithmetic; the conformance package has every
 * form.
 */
class InstructionsTest {
  private static final int[] INT_EDGES = {
    0, 1, -1, 2, 31, 32, 33, 63, 255, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x55555555, 0x80808080
  };

  private interface Ints {
    int of(int a, int b, int c);
  }

  private interface Longs {
    long of(long a, long b, long c);
  }

  /** Runs one instruction on three inputs per thread; {@code %d} is its result. */
  private static String kernel(String code, String type, int bytes) {
    String load = "ld.global." + type;
    return """
    .version 9.0
    .target sm_90
    .address_size 64
    .visible .entry k(.param .u64 pa, .param .u64 pb, .param .u64 pc, .param .u64 pd)
    {
    .reg .pred %p<4>;
    .reg .b16 %h<4>;
    .reg .b32 %r<9>;
    .reg .b64 %l<9>;
    .reg .TYPE %a, %b, %c, %d;
    ld.param.u64 %l1, [pa];
    ld.param.u64 %l2, [pb];
    ld.param.u64 %l3, [pc];
    ld.param.u64 %l4, [pd];
    mov.u32 %r1, %ctaid.x;
    mov.u32 %r2, %ntid.x;
    mov.u32 %r3, %tid.x;
    mad.lo.s32 %r1, %r1, %r2, %r3;
    mul.wide.u32 %l5, %r1, BYTES;
    add.s64 %l1, %l1, %l5;
    add.s64 %l2, %l2, %l5;
    add.s64 %l3, %l3, %l5;
    add.s64 %l4, %l4, %l5;
    LOAD %a, [%l1];
    LOAD %b, [%l2];
    LOAD %c, [%l3];
    CODE
    st.global.TYPE [%l4], %d;
    ret;
    }
    """
        .replace("LOAD", load)
        .replace("TYPE", type)
        .replace("BYTES", String.valueOf(bytes))
        .replace("CODE", code);
  }

  private static void checkInts(String code, Ints expected) {
    List<int[]> inputs = new ArrayList<>();
    for (int a : INT_EDGES) {
      for (int b : INT_EDGES) {
        inputs.add(new int[] {a, b, a ^ (b << 3)});
      }
    }
    Random random = new Random(1);
    while (inputs.size() % 64 != 0) {
      inputs.add(new int[] {random.nextInt(), random.nextInt(), random.nextInt()});
    }
    int n = inputs.size();
    int[][] columns = new int[3][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < 3; k++) {
        columns[k][i] = inputs.get(i)[k];
      }
    }
    try (KernelRunner runner = new KernelRunner(kernel(code, "b32", 4))) {
      DeviceBuffer d = runner.ints("d", new int[n]);
      runner.run(
          "k",
          n / 64,
          64,
          runner.ints("a", columns[0]),
          runner.ints("b", columns[1]),
          runner.ints("c", columns[2]),
          d);
      int[] actual = KernelRunner.ints(d);
      for (int i = 0; i < n; i++) {
        int[] in = inputs.get(i);
        assertThat(actual[i])
            .as(code + " with %08x, %08x, %08x", in[0], in[1], in[2])
            .isEqualTo(expected.of(in[0], in[1], in[2]));
      }
    }
  }

  private static void checkLongs(String code, Longs expected) {
    int n = 1024;
    Random random = new Random(2);
    long[][] columns = new long[3][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < 3; k++) {
        int kind = random.nextInt(4);
        columns[k][i] =
            kind == 0
                ? INT_EDGES[random.nextInt(INT_EDGES.length)]
                : kind == 1 ? Long.MIN_VALUE >> random.nextInt(64) : random.nextLong();
      }
    }
    try (KernelRunner runner = new KernelRunner(kernel(code, "b64", 8))) {
      DeviceBuffer d = runner.longs("d", new long[n]);
      runner.run(
          "k",
          n / 64,
          64,
          runner.longs("a", columns[0]),
          runner.longs("b", columns[1]),
          runner.longs("c", columns[2]),
          d);
      long[] actual = KernelRunner.longs(d);
      for (int i = 0; i < n; i++) {
        assertThat(actual[i])
            .as(code + " with %x, %x, %x", columns[0][i], columns[1][i], columns[2][i])
            .isEqualTo(expected.of(columns[0][i], columns[1][i], columns[2][i]));
      }
    }
  }

  @Test
  void carriesAcrossChains() {
    checkLongs(
        """
        mov.b64 {%r4, %r5}, %a;
        mov.b64 {%r6, %r7}, %b;
        add.cc.u32 %r4, %r4, %r6;
        addc.u32 %r5, %r5, %r7;
        mov.b64 %d, {%r4, %r5};
        """,
        (a, b, c) -> a + b);
    checkLongs(
        """
        mov.b64 {%r4, %r5}, %a;
        mov.b64 {%r6, %r7}, %b;
        sub.cc.u32 %r4, %r4, %r6;
        subc.cc.u32 %r5, %r5, %r7;
        mov.b64 %d, {%r4, %r5};
        """,
        (a, b, c) -> a - b);
    checkLongs(
        """
        mov.b64 {%r4, %r5}, %a;
        mov.b64 {%r6, %r7}, %b;
        mul.lo.u32 %r1, %r4, %r6;
        mul.hi.u32 %r2, %r4, %r6;
        mad.lo.cc.u32 %r2, %r4, %r7, %r2;
        madc.hi.u32 %r3, %r4, %r7, 0;
        mad.lo.cc.u32 %r2, %r5, %r6, %r2;
        madc.hi.u32 %r3, %r5, %r6, %r3;
        mov.b64 %d, {%r1, %r2};
        """,
        (a, b, c) -> a * b);
  }

  @Test
  void runsOnlyGuardedInstructionsWhosePredicateHolds() {
    checkInts(
        "setp.gt.s32 %p1, %a, 0; mov.b32 %d, %b; @%p1 add.s32 %d, %d, %c; @!%p1 mov.b32 %d, 7;",
        (a, b, c) -> a > 0 ? b + c : 7);
  }

  @Test
  void movesSignalingNanUnchanged() {
    checkInts("mov.b32 %d, %a;", (a, b, c) -> a);
    try (KernelRunner runner = new KernelRunner(kernel("mov.f32 %d, %a;", "f32", 4))) {
      DeviceBuffer d = runner.ints("d", new int[32]);
      int[] payload = new int[32];
      Arrays.fill(payload, 0x7FA12345);
      DeviceBuffer a = runner.ints("a", payload);
      runner.run("k", 1, 32, a, a, a, d);
      assertThat(KernelRunner.ints(d)).containsOnly(0x7FA12345);
    }
  }

  @Test
  void shiftsByConstantsPastTheWidth() {
    checkInts("shl.b32 %d, %a, 32;", (a, b, c) -> 0);
    checkInts("shr.s32 %d, %a, 40;", (a, b, c) -> a >> 31);
    checkInts("shl.b32 %d, %a, 31;", (a, b, c) -> a << 31);
  }

  @Test
  void splitsAndJoinsVectors() {
    checkInts(
        "mov.b32 {%h1, %h2}, %a; mov.b32 %d, {%h2, %h1};", (a, b, c) -> Integer.rotateLeft(a, 16));
  }

  @Test
  void knowsRegistersWithoutPercentSignInScopesOfInlineAssembly() {
    checkInts(
        """
        { .reg .u32 t1;
        add.u32 t1, %a, 3;
        mov.b32 %d, t1; }
        { .reg .u32 t1;
        mov.u32 t1, 5;
        add.u32 %d, %d, t1; }
        """,
        (a, b, c) -> a + 8);
  }
}
