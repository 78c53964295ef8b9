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
  void fillsASectorThatLeavesBeforeAllOfItWasWritten() {
    SectoredCache cache = new SectoredCache(8 * 128, 8, 1, true);
    cache.write(1, 0b0001, 0x0003);
    cache.write(1, 0b0001, 0x0004);
    assertThat(cache.takeWrittenBack()).isEqualTo(1);
    assertThat(cache.takeFetched()).isEqualTo(1);

    cache.write(2, 0b0001, 0x0004);
    cache.write(2, 0b0001, 0x0004);
    assertThat(cache.takeWrittenBack()).isEqualTo(1);
    assertThat(cache.takeFetched()).isZero();

    cache.read(3, 0b0010);
    cache.write(3, 0b0010, 0x0010);
    assertThat(cache.takeFetched()).isEqualTo(1);
    assertThat(cache.takeWrittenBack()).isEqualTo(1);
    assertThat(cache.takeFetched()).isZero();
  }

  @Test
  void memoryWithoutEccFillsNothing() {
    SectoredCache cache = new SectoredCache(8 * 128, 8);
    cache.write(1, 0b1000, 0x1000);
    assertThat(cache.takeWrittenBack()).isEqualTo(1);
    assertThat(cache.takeFetched()).isZero();
  }

  @Test
  void memoryThatGivesTwoSectorsGivesTheOneBesideToo() {
    SectoredCache cache = new SectoredCache(8 * 128, 8, 2, true);
    assertThat(cache.read(5, 0b0001)).isZero();
    assertThat(cache.read(5, 0b0010)).isEqualTo(0b0010);
    assertThat(cache.read(5, 0b1000)).isZero();
    assertThat(cache.takeFetched()).isEqualTo(4);
    assertThat(cache.takeWanted()).isEqualTo(3);
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
