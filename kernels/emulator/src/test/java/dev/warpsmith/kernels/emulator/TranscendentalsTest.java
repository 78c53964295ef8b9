package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Errors against double precision; PTX allows about 2⁻²² relative for most. */
class TranscendentalsTest {
  private interface Single {
    float of(float x);
  }

  private static void check(Single own, DoubleUnaryOperator exact, float from, float to) {
    Random random = new Random(1);
    for (int k = 0; k < 200_000; k++) {
      float x = from + (to - from) * random.nextFloat();
      double want = exact.applyAsDouble(x);
      double ulp = Math.ulp((float) want);
      assertThat(Math.abs(own.of(x) - want)).as("at %s", x).isLessThanOrEqualTo(ulp);
    }
  }

  @Test
  void staysWithinOneUlp() {
    check(Transcendentals::ex2, x -> StrictMath.pow(2, x), -130, -125.001f);
    check(Transcendentals::lg2, x -> StrictMath.log(x) / StrictMath.log(2), 1e-3f, 0.9f);
    check(Transcendentals::lg2, x -> StrictMath.log(x) / StrictMath.log(2), 1.1f, 1e6f);
    check(Transcendentals::tanh, StrictMath::tanh, -12, 12);
    check(Transcendentals::tanh, StrictMath::tanh, -0.02f, 0.02f);
    check(Transcendentals::rsqrt, x -> 1 / Math.sqrt(x), 1e-6f, 1e6f);
  }

  /** PTX allows twice as much. */
  @Test
  void staysBelowHalfTheErrorThatPtxAllowsForPowersOfTwo() {
    for (int k = 0; k < 1 << 20; k++) {
      assertClosePower(k * 0x1p-20f - 0.5f);
      assertClosePower(k * 0x0.fdp-12f - 125f);
      float whole = Math.round((k * 0x1p-20f - 0.5f) * 250);
      assertThat(Transcendentals.ex2(whole)).isEqualTo((float) StrictMath.pow(2, whole));
    }
  }

  private static void assertClosePower(float x) {
    double want = StrictMath.pow(2, x);
    double error = Math.abs(Transcendentals.ex2(x) - want);
    if (!(error < 0x1p-23 * want)) {
      assertThat(error).as("at %s", x).isLessThan(0x1p-23 * want);
    }
  }

  /** The shorter ways give what flushing, computing and flushing give, over a sweep of all bits. */
  @Test
  void flushesAsPtxSays() {
    for (long bits = 0; bits < 1L << 32; bits += 4099) {
      float x = Float.intBitsToFloat((int) bits);
      float flushed = Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0f, x) : x;
      assertSame(FloatArithmetic.flush(x), flushed, x);
      float power = FloatArithmetic.flush(Transcendentals.ex2(flushed));
      assertSame(Transcendentals.flushedEx2(x), power, x);
      float reciprocal = FloatArithmetic.flush(1 / flushed);
      assertSame(FloatArithmetic.flushedReciprocal(x), reciprocal, x);
    }
  }

  /** The greatest powers, and the least that are computed in single precision. */
  @Test
  void raisesToPowersNextToInfinityAndBelowTheNormalNumbers() {
    for (float x = 127.5f; x < 127.9999f; x += 0x1p-16f) {
      assertClosePower(x);
      assertClosePower(x - 253);
    }
    for (float x : new float[] {128, 128.4f, 129, 254, 255, 256, 300, 4194303, 4194304, 1e30f}) {
      assertThat(Transcendentals.ex2(x)).as("at %s", x).isInfinite().isPositive();
      assertThat(Transcendentals.ex2(-x - 22)).as("at %s", -x - 22).isZero();
    }
  }

  @Test
  void flushesNextToTheLeastNormalNumber() {
    for (float x = -125.99f; x > -126.01f; x = Math.nextDown(x)) {
      assertSame(Transcendentals.flushedEx2(x), FloatArithmetic.flush(Transcendentals.ex2(x)), x);
    }
    for (int bits = 0x007FFF00; bits < 0x00800100; bits++) {
      float x = Float.intBitsToFloat(bits);
      float flushed = x < Float.MIN_NORMAL ? 0 : x;
      assertSame(FloatArithmetic.flushedReciprocal(x), 1 / flushed, x);
      assertSame(FloatArithmetic.flush(-x), -flushed, x);
      float great = 1 / x;
      float reciprocal = 1 / great;
      float kept = reciprocal < Float.MIN_NORMAL ? 0 : reciprocal;
      assertSame(FloatArithmetic.flushedReciprocal(great), kept, great);
    }
  }

  @Test
  void selectsBits() {
    float one = Float.intBitsToFloat(0x7F812345);
    float other = -0f;
    assertThat(Float.floatToRawIntBits(FloatArithmetic.select(1, one, other)) & 0x3FFFFF)
        .isEqualTo(0x012345);
    assertSame(FloatArithmetic.select(0, one, other), other, other);
    assertThat(FloatArithmetic.select(1, 2.0, Double.NaN)).isEqualTo(2);
    assertThat(FloatArithmetic.select(0, 2.0, Double.NEGATIVE_INFINITY))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static void assertSame(float value, float expected, float at) {
    int bits = Float.floatToIntBits(expected);
    if (Float.floatToIntBits(value) != bits) {
      assertThat(Float.floatToIntBits(value)).as("at %s", at).isEqualTo(bits);
    }
  }

  @Test
  void keepsAbsoluteErrorOfSineAndCosineSmall() {
    Random random = new Random(2);
    for (int k = 0; k < 200_000; k++) {
      float x = (random.nextFloat() - 0.5f) * (k % 2 == 0 ? 6.3f : 20_000f);
      assertThat(Math.abs(Transcendentals.sin(x) - StrictMath.sin(x))).isLessThan(0x1p-23);
      assertThat(Math.abs(Transcendentals.cos(x) - StrictMath.cos(x))).isLessThan(0x1p-23);
    }
  }

  @Test
  void followsPtxAtTheEdges() {
    assertThat(Transcendentals.ex2(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(Transcendentals.ex2(Float.POSITIVE_INFINITY)).isInfinite();
    assertThat(Transcendentals.ex2(Float.NaN)).isNaN();
    assertThat(Transcendentals.ex2(128)).isInfinite();
    assertThat(Transcendentals.ex2(-149)).isEqualTo(Float.MIN_VALUE);
    assertThat(Transcendentals.ex2(0)).isEqualTo(1);
    assertThat(Transcendentals.ex2(10)).isEqualTo(1024);
    assertThat(Transcendentals.lg2(0)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Transcendentals.lg2(-1)).isNaN();
    assertThat(Transcendentals.lg2(Float.MIN_VALUE)).isEqualTo(-149);
    assertThat(Transcendentals.lg2(8)).isEqualTo(3);
    assertThat(Transcendentals.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Transcendentals.tanh(-0f)).isEqualTo(-0f);
    assertThat(Transcendentals.sin(Float.POSITIVE_INFINITY)).isNaN();
    assertThat(Transcendentals.rsqrt(0)).isInfinite();
    assertThat(Transcendentals.rsqrt(-1)).isNaN();
  }
}
