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
    check(Transcendentals::ex2, x -> StrictMath.pow(2, x), -130, 127);
    check(Transcendentals::ex2, x -> StrictMath.pow(2, x), -1, 1);
    check(Transcendentals::lg2, x -> StrictMath.log(x) / StrictMath.log(2), 1e-3f, 0.9f);
    check(Transcendentals::lg2, x -> StrictMath.log(x) / StrictMath.log(2), 1.1f, 1e6f);
    check(Transcendentals::tanh, StrictMath::tanh, -12, 12);
    check(Transcendentals::tanh, StrictMath::tanh, -0.02f, 0.02f);
    check(Transcendentals::rsqrt, x -> 1 / Math.sqrt(x), 1e-6f, 1e6f);
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
