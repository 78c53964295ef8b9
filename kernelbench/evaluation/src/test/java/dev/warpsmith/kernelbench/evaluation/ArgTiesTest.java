package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArgTiesTest {
  /** Two matrices of 4 x 3, compared along the 4. */
  private static final double[] VALUES = {
    0, 5, 0, 1, 5.001, 0, 2, 4, 0, 3, Double.NaN, 0, 9, 0, 0, 8.9999, 0, 0, 9, 0, 0, 8, 0, 0
  };

  private static ArgTies ties(double allowed) {
    return new ArgTies(
        new long[] {2, 4, 3},
        1,
        ArgTiesTest::values,
        ArgTiesTest::values,
        (magnitude, moved) -> allowed);
  }

  private static double[] values(long[] positions) {
    return Arrays.stream(positions).mapToDouble(position -> VALUES[(int) position]).toArray();
  }

  @Test
  void admitsAnIndexWhoseElementIsWithinTheBound() {
    assertThat(ties(0.01).admits(1, 1, 0)).isTrue();
    assertThat(ties(0.01).admits(3, 0, 1)).isTrue();
    assertThat(ties(0).admits(3, 0, 2)).isTrue();
  }

  @Test
  void refusesAnIndexWhoseElementIsNot() {
    assertThat(ties(0.01).admits(1, 1, 2)).isFalse();
    assertThat(ties(0.01).admits(3, 0, 3)).isFalse();
    assertThat(ties(1e-5).admits(3, 0, 1)).isFalse();
  }

  @Test
  void refusesWhatIsNoIndexOfTheDimOrFindsNotANumber() {
    assertThat(ties(100).admits(1, 1, -1)).isFalse();
    assertThat(ties(100).admits(1, 1, 4)).isFalse();
    assertThat(ties(100).admits(1, 1, 0.5)).isFalse();
    assertThat(ties(100).admits(1, 1, 3)).isFalse();
  }

  @Test
  void takesTheBoundFromTheElementsAndFromWhatRoundingMoves() {
    ArgTies ties =
        new ArgTies(
            new long[] {4},
            0,
            ArgTiesTest::values,
            positions -> Arrays.stream(values(positions)).map(value -> value + 0.25).toArray(),
            (magnitude, moved) -> magnitude == 5 && moved == 0.25 ? 5 : 0);

    assertThat(ties.admits(0, 1, 0)).isTrue();
    assertThat(ties.admits(0, 2, 3)).isFalse();
  }
}
