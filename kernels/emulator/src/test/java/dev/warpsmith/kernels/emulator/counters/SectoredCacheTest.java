package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SectoredCacheTest {
  @Test
  void hitsSectorsThatWereReadAndNoOthers() {
    SectoredCache cache = new SectoredCache(1024, 8);
    assertThat(cache.read(5, 0b0011)).isZero();
    assertThat(cache.read(5, 0b0110)).isEqualTo(0b0010);
    assertThat(cache.read(5, 0b1111)).isEqualTo(0b0111);
  }

  @Test
  void replacesTheLeastRecentlyUsedLine() {
    SectoredCache cache = new SectoredCache(8 * 128, 8);
    for (int line = 0; line < 8; line++) {
      cache.read(line, 1);
    }
    cache.read(0, 1);
    cache.read(100, 1);
    assertThat(cache.read(0, 1)).isEqualTo(1);
    assertThat(cache.read(1, 1)).isZero();
  }

  @Test
  void writesBackDirtySectorsOnce() {
    SectoredCache cache = new SectoredCache(8 * 128, 8);
    for (int line = 0; line < 10; line++) {
      cache.write(line, 0b1111);
      cache.write(line, 0b0001);
    }
    assertThat(cache.takeWrittenBack()).isEqualTo(40);
    assertThat(cache.takeWrittenBack()).isZero();
    assertThat(cache.read(9, 0b1111)).isEqualTo(0b1111);
  }

  @Test
  void holdsAStreamOfItsOwnSizeAndLosesOneOfTwice() {
    SectoredCache cache = new SectoredCache(1 << 20, 16);
    int lines = (1 << 20) / 128;
    assertThat(hitsOnSecondPass(cache, lines * 3 / 4)).isGreaterThan(lines * 3 / 4 * 9 / 10);
    cache.clear();
    assertThat(hitsOnSecondPass(cache, 2 * lines)).isLessThan(lines / 10);
  }

  private static int hitsOnSecondPass(SectoredCache cache, int lines) {
    for (int line = 0; line < lines; line++) {
      cache.read(line, 1);
    }
    int hits = 0;
    for (int line = 0; line < lines; line++) {
      hits += cache.read(line, 1);
    }
    return hits;
  }
}
