package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentLinesTest {
  @ParameterizedTest
  @CsvSource({"128, 16", "1024, 8", "51200, 16", "100000, 16", "1000000, 8"})
  void hitsWhatASectoredCacheHits(long bytes, int associativity) {
    SectoredCache cache = new SectoredCache(bytes, associativity);
    RecentLines recent = new RecentLines(bytes, associativity);
    SplittableRandom random = new SplittableRandom(bytes);
    int hits = 0;
    for (int i = 0; i < 50_000; i++) {
      long line = random.nextLong(1 + bytes / 80);
      int sectors = random.nextInt(1, 16);
      if (random.nextInt(4) == 0) {
        cache.write(line, 15);
        recent.write(line);
      } else {
        int hit = cache.read(line, sectors);
        assertThat(recent.read(line, sectors)).isEqualTo(hit);
        hits += Integer.bitCount(hit);
      }
    }
    assertThat(hits).isBetween(1000, 50_000 * 4);
  }
}
