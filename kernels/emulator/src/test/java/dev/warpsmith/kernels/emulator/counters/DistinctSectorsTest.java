package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistinctSectorsTest {
  @Test
  void everySectorOfTheRangeIsNewOnce() {
    DistinctSectors sectors = DistinctSectors.between(4 * 100 + 3, 4 * 250).orElseThrow();
    for (long line = 100; line <= 250; line++) {
      assertThat(sectors.read(line, 0b0101)).isTrue();
      assertThat(sectors.read(line, 0b1010)).isTrue();
    }
    for (long line = 100; line <= 250; line++) {
      assertThat(sectors.read(line, 0b1000)).isFalse();
    }
  }

  @Test
  void aRangeBeyondItsMemoryIsRefused() {
    assertThat(DistinctSectors.between(0, 1L << 29)).isEmpty();
  }
}
