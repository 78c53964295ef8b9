package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Single instructions on edge values and random ones, against independent Java arithmetic. */
class InstructionsTest {
  private static final int[] INT_EDGES = {
    0, 1, -1, 2, 31, 32, 33, 63, 255, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x55555555, 0x80808080
  };
  private static final float[] FLOAT_EDGES = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    1.5f,
    -2.5f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1.0e-39f,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    16777216f,
    3.0e9f,
    1.0e20f,
    -7.25f
  };

  private interface Ints {
    int of(int a, int b, int c);
  }

  private interface Floats {
    float of(float a, float b, float c);
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

  private static void checkFloats(String code, Floats expected) {
    List<float[]> inputs = new ArrayList<>();
    Random random = new Random(3);
    for (float a : FLOAT_EDGES) {
      for (float b : FLOAT_EDGES) {
        inputs.add(new float[] {a, b, FLOAT_EDGES[random.nextInt(FLOAT_EDGES.length)]});
      }
    }
    while (inputs.size() % 64 != 0 || inputs.size() < 1500) {
      inputs.add(
          new float[] {
            Float.intBitsToFloat(random.nextInt()),
            Float.intBitsToFloat(random.nextInt()),
            Float.intBitsToFloat(random.nextInt())
          });
    }
    int n = inputs.size();
    float[][] columns = new float[3][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < 3; k++) {
        columns[k][i] = inputs.get(i)[k];
      }
    }
    try (KernelRunner runner = new KernelRunner(kernel(code, "f32", 4))) {
      DeviceBuffer d = runner.floats("d", new float[n]);
      runner.run(
          "k",
          n / 64,
          64,
          runner.floats("a", columns[0]),
          runner.floats("b", columns[1]),
          runner.floats("c", columns[2]),
          d);
      int[] actual = KernelRunner.ints(d);
      for (int i = 0; i < n; i++) {
        float[] in = inputs.get(i);
        float want = expected.of(in[0], in[1], in[2]);
        int bits = Float.isNaN(want) ? 0x7FFFFFFF : Float.floatToRawIntBits(want);
        assertThat(actual[i])
            .as(code + " with %s, %s, %s gives %s", in[0], in[1], in[2], want)
            .isEqualTo(bits);
      }
    }
  }

  private static long unsigned(int value) {
    return value & 0xFFFFFFFFL;
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  private static BigInteger bigUnsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  @Test
  void addsAndMultipliesIntegers() {
    checkInts("add.s32 %d, %a, %b;", (a, b, c) -> a + b);
    checkInts("sub.u32 %d, %a, %b;", (a, b, c) -> a - b);
    checkInts(
        "add.sat.s32 %d, %a, %b;",
        (a, b, c) ->
            big(a).add(big(b)).min(big(Integer.MAX_VALUE)).max(big(Integer.MIN_VALUE)).intValue());
    checkInts("mul.lo.s32 %d, %a, %b;", (a, b, c) -> a * b);
    checkInts(
        "mul.hi.s32 %d, %a, %b;", (a, b, c) -> big(a).multiply(big(b)).shiftRight(32).intValue());
    checkInts(
        "mul.hi.u32 %d, %a, %b;",
        (a, b, c) -> big(unsigned(a)).multiply(big(unsigned(b))).shiftRight(32).intValue());
    checkInts("mad.lo.s32 %d, %a, %b, %c;", (a, b, c) -> a * b + c);
    checkLongs(
        "mul.hi.u64 %d, %a, %b;",
        (a, b, c) -> bigUnsigned(a).multiply(bigUnsigned(b)).shiftRight(64).longValue());
    checkLongs(
        "mul.hi.s64 %d, %a, %b;", (a, b, c) -> big(a).multiply(big(b)).shiftRight(64).longValue());
    checkLongs("mad.lo.s64 %d, %a, %b, %c;", (a, b, c) -> a * b + c);
  }

  @Test
  void multipliesWide() {
    checkLongs(
        "cvt.u32.u64 %r4, %a; cvt.u32.u64 %r5, %b; mad.wide.u32 %d, %r4, %r5, %c;",
        (a, b, c) -> (a & 0xFFFFFFFFL) * (b & 0xFFFFFFFFL) + c);
    checkLongs(
        "cvt.u32.u64 %r4, %a; cvt.u32.u64 %r5, %b; mul.wide.s32 %d, %r4, %r5;",
        (a, b, c) -> (long) (int) a * (int) b);
    checkInts(
        "cvt.u16.u32 %h1, %a; cvt.u16.u32 %h2, %b; mul.wide.s16 %d, %h1, %h2;",
        (a, b, c) -> (short) a * (short) b);
  }

  @Test
  void dividesIntegers() {
    checkInts("div.s32 %d, %a, %b;", (a, b, c) -> b == 0 ? -1 : a / b);
    checkInts("div.u32 %d, %a, %b;", (a, b, c) -> b == 0 ? -1 : (int) (unsigned(a) / unsigned(b)));
    checkInts("rem.s32 %d, %a, %b;", (a, b, c) -> b == 0 ? a : a % b);
    checkInts("rem.u32 %d, %a, %b;", (a, b, c) -> b == 0 ? a : (int) (unsigned(a) % unsigned(b)));
    checkLongs(
        "div.u64 %d, %a, %b;",
        (a, b, c) -> b == 0 ? -1 : bigUnsigned(a).divide(bigUnsigned(b)).longValue());
  }

  @Test
  void clampsShiftAmounts() {
    checkInts("shl.b32 %d, %a, %b;", (a, b, c) -> unsigned(b) > 31 ? 0 : a << b);
    checkInts("shr.u32 %d, %a, %b;", (a, b, c) -> unsigned(b) > 31 ? 0 : a >>> b);
    checkInts("shr.s32 %d, %a, %b;", (a, b, c) -> unsigned(b) > 31 ? a >> 31 : a >> b);
    checkInts("shl.b32 %d, %a, 32;", (a, b, c) -> 0);
    checkLongs(
        "cvt.u32.u64 %r4, %b; shr.s64 %d, %a, %r4;",
        (a, b, c) -> unsigned((int) b) > 63 ? a >> 63 : a >> (int) b);
    checkInts(
        "shf.l.wrap.b32 %d, %a, %b, %c;",
        (a, b, c) -> (int) (((unsigned(b) << 32 | unsigned(a)) << (c & 31)) >>> 32));
    checkInts(
        "shf.r.clamp.b32 %d, %a, %b, %c;",
        (a, b, c) -> (int) ((unsigned(b) << 32 | unsigned(a)) >>> Math.min(unsigned(c), 32)));
  }

  @Test
  void countsAndMovesBits() {
    checkInts("popc.b32 %d, %a;", (a, b, c) -> Integer.bitCount(a));
    checkInts("clz.b32 %d, %a;", (a, b, c) -> Integer.numberOfLeadingZeros(a));
    checkInts("brev.b32 %d, %a;", (a, b, c) -> Integer.reverse(a));
    checkInts("bfind.u32 %d, %a;", (a, b, c) -> 31 - Integer.numberOfLeadingZeros(a));
    checkInts("bfind.s32 %d, %a;", (a, b, c) -> 31 - Integer.numberOfLeadingZeros(a < 0 ? ~a : a));
    checkInts(
        "bfind.shiftamt.u32 %d, %a;", (a, b, c) -> a == 0 ? -1 : Integer.numberOfLeadingZeros(a));
    checkInts("lop3.b32 %d, %a, %b, %c, 0x96;", (a, b, c) -> a ^ b ^ c);
    checkInts("prmt.b32 %d, %a, %b, 0x4321;", (a, b, c) -> a >>> 8 | b << 24);
    checkInts("not.b32 %d, %a;", (a, b, c) -> ~a);
  }

  @Test
  void extractsAndInsertsFields() {
    checkInts("bfe.u32 %d, %a, 5, 9;", (a, b, c) -> a >>> 5 & 0x1FF);
    checkInts("bfe.s32 %d, %a, 5, 9;", (a, b, c) -> a << 18 >> 23);
    checkInts("bfe.s32 %d, %a, 28, 9;", (a, b, c) -> a >> 28);
    checkInts("bfe.u32 %d, %a, 40, 9;", (a, b, c) -> 0);
    checkInts("bfi.b32 %d, %a, %b, 4, 8;", (a, b, c) -> (b & ~0xFF0) | ((a & 0xFF) << 4));
    checkInts("bfi.b32 %d, %a, %b, 28, 8;", (a, b, c) -> (b & 0xFFFFFFF) | (a << 28));
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
  void comparesIntegers() {
    checkInts("setp.lt.s32 %p1, %a, %b; selp.b32 %d, 1, 0, %p1;", (a, b, c) -> a < b ? 1 : 0);
    checkInts(
        "setp.lt.u32 %p1, %a, %b; selp.b32 %d, 1, 0, %p1;",
        (a, b, c) -> unsigned(a) < unsigned(b) ? 1 : 0);
    checkInts(
        "setp.hs.u32 %p1|%p2, %a, %b; selp.b32 %d, %a, %b, %p2;",
        (a, b, c) -> unsigned(a) < unsigned(b) ? a : b);
    checkInts("min.u32 %d, %a, %b;", (a, b, c) -> unsigned(a) < unsigned(b) ? a : b);
    checkInts("max.s32 %d, %a, %b;", (a, b, c) -> Math.max(a, b));
    checkInts("set.gt.u32.s32 %d, %a, %b;", (a, b, c) -> a > b ? -1 : 0);
    checkInts(
        "setp.ne.s32 %p2, %c, 0; setp.gt.and.s32 %p1, %a, %b, !%p2; selp.b32 %d, 1, 0, %p1;",
        (a, b, c) -> a > b && c == 0 ? 1 : 0);
  }

  @Test
  void runsOnlyGuardedInstructionsWhosePredicateHolds() {
    checkInts(
        "setp.gt.s32 %p1, %a, 0; mov.b32 %d, %b; @%p1 add.s32 %d, %d, %c; @!%p1 mov.b32 %d, 7;",
        (a, b, c) -> a > 0 ? b + c : 7);
  }

  @Test
  void addsFloatsWithOneNan() {
    checkFloats("add.f32 %d, %a, %b;", (a, b, c) -> a + b);
    checkFloats("sub.rn.f32 %d, %a, %b;", (a, b, c) -> a - b);
    checkFloats("mul.f32 %d, %a, %b;", (a, b, c) -> a * b);
    checkFloats("fma.rn.f32 %d, %a, %b, %c;", (a, b, c) -> Math.fma(a, b, c));
    checkFloats("div.rn.f32 %d, %a, %b;", (a, b, c) -> a / b);
    checkFloats("rcp.rn.f32 %d, %a;", (a, b, c) -> 1 / a);
    checkFloats("sqrt.rn.f32 %d, %a;", (a, b, c) -> (float) Math.sqrt(a));
  }

  private static float flush(float x) {
    return Math.abs(x) < Float.MIN_NORMAL ? x * 0f : x;
  }

  @Test
  void flushesSubnormalsAndSaturates() {
    checkFloats("add.ftz.f32 %d, %a, %b;", (a, b, c) -> flush(flush(a) + flush(b)));
    checkFloats("mul.ftz.f32 %d, %a, %b;", (a, b, c) -> flush(flush(a) * flush(b)));
    checkFloats("add.sat.f32 %d, %a, %b;", (a, b, c) -> a + b > 0 ? Math.min(a + b, 1f) : 0f);
  }

  @Test
  void picksNumbersOverNan() {
    checkFloats(
        "max.f32 %d, %a, %b;",
        (a, b, c) -> Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.max(a, b));
    checkFloats(
        "min.f32 %d, %a, %b;",
        (a, b, c) -> Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.min(a, b));
    checkFloats("max.NaN.f32 %d, %a, %b;", (a, b, c) -> Math.max(a, b));
  }

  private static float directed(BigDecimal exact, String mode, float zero) {
    if (exact.signum() == 0) {
      return zero;
    }
    float nearest = exact.floatValue();
    boolean toward = mode.equals("rz");
    boolean up = mode.equals("rp") || (toward && exact.signum() < 0);
    if (Float.isInfinite(nearest)) {
      return (nearest > 0) == up ? nearest : Math.copySign(Float.MAX_VALUE, nearest);
    }
    int order = new BigDecimal(nearest).compareTo(exact);
    if (up && order < 0) {
      return Math.nextUp(nearest);
    }
    return !up && order > 0 ? Math.nextDown(nearest) : nearest;
  }

  private static boolean finite(float... values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void roundsInAllDirections() {
    for (String mode : List.of("rz", "rm", "rp")) {
      checkFloats(
          "add." + mode + ".f32 %d, %a, %b;",
          (a, b, c) ->
              finite(a, b)
                  ? directed(
                      new BigDecimal(a).add(new BigDecimal(b)),
                      mode,
                      a == 0 && b == 0 && Float.floatToRawIntBits(a) == Float.floatToRawIntBits(b)
                          ? a
                          : mode.equals("rm") ? -0f : 0f)
                  : a + b);
      checkFloats(
          "mul." + mode + ".f32 %d, %a, %b;",
          (a, b, c) ->
              finite(a, b)
                  ? directed(new BigDecimal(a).multiply(new BigDecimal(b)), mode, a * b)
                  : a * b);
    }
  }

  @Test
  void comparesFloatsOrderedAndUnordered() {
    checkFloats(
        "setp.ltu.f32 %p1, %a, %b; selp.f32 %d, 0f3F800000, 0f00000000, %p1;",
        (a, b, c) -> !(a >= b) ? 1f : 0f);
    checkFloats(
        "setp.ge.f32 %p1, %a, %b; selp.f32 %d, 0f3F800000, 0f00000000, %p1;",
        (a, b, c) -> a >= b ? 1f : 0f);
    checkFloats(
        "setp.ne.f32 %p1, %a, %b; selp.f32 %d, 0f3F800000, 0f00000000, %p1;",
        (a, b, c) -> a < b || a > b ? 1f : 0f);
    checkFloats(
        "setp.equ.f32 %p1, %a, %b; selp.f32 %d, 0f3F800000, 0f00000000, %p1;",
        (a, b, c) -> a < b || a > b ? 0f : 1f);
    checkFloats(
        "setp.nan.f32 %p1, %a, %b; selp.f32 %d, 0f3F800000, 0f00000000, %p1;",
        (a, b, c) -> Float.isNaN(a) || Float.isNaN(b) ? 1f : 0f);
  }

  @Test
  void convertsFloatsToIntegers() {
    checkInts("cvt.rzi.s32.f32 %d, %a;", (a, b, c) -> (int) Float.intBitsToFloat(a));
    checkInts("cvt.rni.s32.f32 %d, %a;", (a, b, c) -> (int) Math.rint(Float.intBitsToFloat(a)));
    checkInts(
        "cvt.rzi.u32.f32 %d, %a;",
        (a, b, c) -> (int) Math.max(0, Math.min(0xFFFFFFFFL, (long) Float.intBitsToFloat(a))));
    checkInts("cvt.s32.s8 %d, %a;", (a, b, c) -> (byte) a);
    checkInts("cvt.u32.u16 %d, %a;", (a, b, c) -> a & 0xFFFF);
    checkInts("cvt.sat.s8.s32 %d, %a;", (a, b, c) -> Math.max(-128, Math.min(127, a)));
  }

  @Test
  void convertsBetweenFloats() {
    checkFloats("cvt.rmi.f32.f32 %d, %a;", (a, b, c) -> (float) Math.floor(a));
    checkFloats("cvt.sat.f32.f32 %d, %a;", (a, b, c) -> a > 0 ? Math.min(a, 1f) : 0f);
    checkFloats("cvt.rn.f16.f32 %h1, %a; cvt.f32.f16 %d, %h1;", (a, b, c) -> halfOf(a));
    checkInts("cvt.rn.f32.s32 %d, %a;", (a, b, c) -> Float.floatToRawIntBits((float) a));
    checkInts("cvt.rn.f32.u32 %d, %a;", (a, b, c) -> Float.floatToRawIntBits((float) unsigned(a)));
  }

  /** Rounds to the nearest of the 65,536 halves by comparing with all neighbours' midpoints. */
  private static float halfOf(float value) {
    if (Float.isNaN(value)) {
      return Float.NaN;
    }
    double magnitude = Math.abs((double) value);
    if (magnitude >= 65520) {
      return Math.copySign(Float.POSITIVE_INFINITY, value);
    }
    double unit = Math.max(Math.ulp(magnitude) * 0x1p42, 0x1p-24);
    return (float) Math.copySign(Math.rint(magnitude / unit) * unit, value);
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
  void splitsAndJoinsVectors() {
    checkInts(
        "mov.b32 {%h1, %h2}, %a; mov.b32 %d, {%h2, %h1};", (a, b, c) -> Integer.rotateLeft(a, 16));
  }

  @Test
  void dotsFourBytes() {
    checkInts(
        "dp4a.s32.u32 %d, %a, %b, %c;",
        (a, b, c) -> {
          int sum = c;
          for (int k = 0; k < 4; k++) {
            sum += (byte) (a >> (8 * k)) * (b >>> (8 * k) & 0xFF);
          }
          return sum;
        });
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

  @Test
  void setsEachHalfOfAPair() {
    String small = "and.b32 %a, %a, 0x00010001; and.b32 %b, %b, 0x00010001; ";
    checkInts(
        small + "set.eq.f16x2.f16x2 %d, %a, %b;",
        (a, b, c) -> (equal(a ^ b) * 0x3C00) | (equal((a ^ b) >>> 16) * 0x3C000000));
    checkInts(
        small + "set.ne.bf16x2.bf16x2 %d, %a, %b;",
        (a, b, c) -> ((1 - equal(a ^ b)) * 0x3F80) | ((1 - equal((a ^ b) >>> 16)) * 0x3F800000));
    checkInts(
        small + "set.eq.u32.f16x2 %d, %a, %b;",
        (a, b, c) -> (equal(a ^ b) * 0xFFFF) | (equal((a ^ b) >>> 16) * 0xFFFF0000));
  }

  private static int equal(int difference) {
    return 1 - (difference & 1);
  }
}
