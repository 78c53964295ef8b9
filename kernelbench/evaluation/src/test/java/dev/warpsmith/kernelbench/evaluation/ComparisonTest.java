package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.DType;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final double BOUND = 1e-5;

  @Test
  void acceptsWhatIsWithinTheTolerance() {
    Comparison comparison = comparison(DType.F32);
    comparison.add(0, 1, 1.000001, false);

    assertThat(comparison.problem(BOUND)).isEmpty();
  }

  @Test
  void refusesZerosThatHideBelowTheAbsoluteTolerance() {
    Comparison comparison = comparison(DType.F32);
    for (int i = 0; i < 100; i++) {
      comparison.add(i, 6e-5, 0, false);
    }

    assertThat(comparison.problem(BOUND).orElseThrow())
        .isEqualTo(
            "y has a normalised error of 1.00e+00, over the bound of 1.00e-05 for f32 arithmetic");
  }

  @Test
  void doesNotJudgeWhatHardwareMayFlushToZero() {
    Comparison tiny = comparison(DType.F32);
    Comparison small = comparison(DType.F32);
    for (int i = 0; i < 100; i++) {
      tiny.add(i, 1e-38, 0, false);
      small.add(i, 2e-38, 0, false);
    }

    assertThat(tiny.problem(BOUND)).isEmpty();
    assertThat(small.problem(BOUND)).isPresent();
  }

  @Test
  void takesNotANumberForNotANumberOnly() {
    Comparison right = comparison(DType.F32);
    right.add(0, Double.NaN, Double.NaN, false);
    Comparison wrong = comparison(DType.F32);
    wrong.add(0, 1, Double.NaN, false);
    Comparison poisoned = comparison(DType.F32);
    poisoned.add(0, Double.NaN, 1, false);

    assertThat(right.problem(BOUND)).isEmpty();
    assertThat(wrong.problem(BOUND).orElseThrow()).startsWith("y[0, 0] = NaN, expected 1.0");
    assertThat(poisoned.problem(BOUND).orElseThrow()).startsWith("y[0, 0] = 1.0, expected NaN");
  }

  @Test
  void takesWhatOverflowsTheTypeForInfinity() {
    Comparison comparison = comparison(DType.F16);
    comparison.add(0, 1e6, Double.POSITIVE_INFINITY, false);
    comparison.add(1, -1e6, Double.NEGATIVE_INFINITY, false);

    assertThat(comparison.problem(BOUND)).isEmpty();
  }

  @Test
  void wantsIntegersEqual() {
    Comparison comparison = comparison(DType.I32);
    comparison.add(0, 3, 3, false);
    comparison.add(1, 4, 5, false);

    assertThat(comparison.problem(0).orElseThrow())
        .isEqualTo("y[0, 1] = 5, expected 4; 1 of 2 elements compared are wrong");
  }

  @Test
  void saysWhichElementWasNotWritten() {
    Comparison comparison = comparison(DType.F32);
    comparison.add(5, 1, Double.NaN, true);

    assertThat(comparison.problem(BOUND).orElseThrow())
        .isEqualTo(
            "y[1, 1] was not written (1 of 1 elements compared still hold what was there before"
                + " the launch)");
  }

  private static Comparison comparison(DType dtype) {
    return new Comparison("y", dtype, new long[] {25, 4}, new Tolerance(1e-4, 1e-4));
  }
}
