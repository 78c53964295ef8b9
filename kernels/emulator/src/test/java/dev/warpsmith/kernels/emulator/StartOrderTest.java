package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks start in seeded orders; those that may wait for earlier ones, only within a window. */
class StartOrderTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 100})
  void seedZeroIsTheNaturalOrder(int count) {
    assertThat(Orders.permutation(count, 0)).isEqualTo(IntStream.range(0, count).toArray());
  }

  @ParameterizedTest
  @CsvSource({"10, 4, 1", "12, 4, 2", "3, 100, 3", "100, 1, 4", "97, 16, 5"})
  void noBlockLeavesItsWindow(int count, int window, long seed) {
    int[] order = Orders.permutation(count, window, seed);
    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, count).toArray());
    for (int k = 0; k < count; k++) {
      assertThat(order[k] / window).as("window of the %d-th block", k).isEqualTo(k / window);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, -1, Long.MIN_VALUE})
  void aSeedShufflesAndRepeats(long seed) {
    int[] order = Orders.permutation(64, 64, seed);
    assertThat(order).isNotEqualTo(IntStream.range(0, 64).toArray());
    assertThat(order).isEqualTo(Orders.permutation(64, 64, seed));
  }
}
