package dev.warpsmith.profiler.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PearsonTest {

  @Test
  void givesTheTextbooksValue() {
    double[] x = {1, 2, 3, 4, 5};
    double[] y = {2, 1, 4, 3, 5};
    assertThat(Pearson.r(x, y, 3).orElseThrow()).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void isOneForAMultipleAndMinusOneForItsOpposite() {
    double[] x = {1e12, 2e12, 4e12};
    double[] y = {7, 8, 10};
    double[] down = {-7, -8, -10};
    assertThat(Pearson.r(x, y, 3).orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(Pearson.r(x, down, 3).orElseThrow()).isCloseTo(-1, within(1e-12));
  }

  @Test
  void takesOnlyPairsOfNumbers() {
    double[] x = {1, Double.NaN, 2, 3, 9};
    double[] y = {2, 100, 4, 6, Double.NaN};
    assertThat(Pearson.r(x, y, 3).orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(Pearson.r(x, y, 4)).isEmpty();
  }

  @Test
  void thereIsNoneWhereAColumnDoesNotVary() {
    double[] x = {1, 2, 3};
    double third = 1 / 3.0;
    assertThat(Pearson.r(x, new double[] {5, 5, 5}, 3)).isEmpty();
    assertThat(Pearson.r(x, new double[] {third, third + 1e-17, third}, 3)).isEmpty();
    assertThat(Pearson.r(new double[0], new double[0], 3)).isEmpty();
  }
}
