package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.Dim3;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Derives the reads of a grid and compares with the replay of every block. */
class GridReadsTest {
  private static final int RESIDENCY = 8;
  private static final int LINES = 256;

  /** A tile of a matrix product: lines of its row of tiles, then of its column. */
  private static AccessStream tile(long x, long y) {
    AccessStream stream = new AccessStream();
    for (int k = 0; k < 16; k++) {
      stream.read(64 * y + k, 15);
      stream.read((1 << 20) + 64 * x + k, 15);
    }
    stream.write((1 << 21) + 64 * y + x, 15);
    return stream;
  }

  @Test
  void findsWhatTilesOfAMatrixProductShare() {
    Dim3 grid = new Dim3(16, 12, 1);
    LongFunction<AccessStream> block = b -> tile(b % 16, b / 16);
    assertThat(missRate(grid, block)).isCloseTo(whole(grid, block), within(0.02));
    assertThat(missRate(grid, block)).isLessThan(0.5);
  }

  @Test
  void findsTwoDigitsInOneIndex() {
    // Position p is image p / 6 and channel p % 6: channels of an image read the same lines.
    Dim3 grid = new Dim3(1, 1, 48);
    LongFunction<AccessStream> block =
        b -> {
          AccessStream stream = new AccessStream();
          LongStream.range(0, 20).forEach(k -> stream.read(1000 * (b / 6) + k, 15));
          stream.read((1 << 20) + b % 6, 15);
          return stream;
        };
    assertThat(missRate(grid, block)).isCloseTo(whole(grid, block), within(0.02));
  }

  @Test
  void readsThatMoveByLessThanALineShareSectorsNotLines() {
    // 40 bytes would not do: sectors must move as sectors.
    Dim3 grid = new Dim3(64, 1, 1);
    LongFunction<AccessStream> block =
        b -> {
          AccessStream stream = new AccessStream();
          for (long sector = 2 * b; sector < 2 * b + 2; sector++) {
            stream.read(sector / 4, 1 << (int) (sector % 4));
          }
          return stream;
        };
    assertThat(missRate(grid, block)).isEqualTo(1);
  }

  @Test
  void rowsThatNoBlockSharesMissWhateverTheCache() {
    // Two inputs, each block a row of its own in both, from the last row to the first.
    Dim3 grid = new Dim3(96, 1, 1);
    LongFunction<AccessStream> block =
        b -> {
          AccessStream stream = new AccessStream();
          for (int k = 0; k < 40; k++) {
            stream.read(40 * (95 - b) + k, 15);
            stream.read((1 << 20) + 40 * b + k, 15);
          }
          return stream;
        };
    assertThat(missRate(grid, block)).isEqualTo(1);
    assertThat(whole(grid, block)).isEqualTo(1);
  }

  @Test
  void blocksThatDifferInAnotherWayAreNotDerived() {
    Dim3 grid = new Dim3(64, 1, 1);
    LongFunction<AccessStream> block =
        b -> {
          AccessStream stream = new AccessStream();
          stream.read(b * b % 61, 15);
          return stream;
        };
    assertThat(GridReads.of(grid, ran(grid, block))).isEmpty();
  }

  private static double missRate(Dim3 grid, LongFunction<AccessStream> block) {
    return GridReads.of(grid, ran(grid, block))
        .orElseThrow()
        .missRate(128L * LINES, 16, RESIDENCY, 0)
        .orElseThrow();
  }

  private static Map<Long, AccessStream> ran(Dim3 grid, LongFunction<AccessStream> block) {
    Map<Long, AccessStream> ran = new TreeMap<>();
    new Probes(grid).all().forEach(b -> ran.put(b, block.apply(b)));
    return ran;
  }

  /** Replays the reads of every block. */
  private static double whole(Dim3 grid, LongFunction<AccessStream> block) {
    L2Replay replay = new L2Replay(new SectoredCache(128L * LINES, 16));
    List<AccessStream> reads =
        LongStream.range(0, grid.count()).mapToObj(b -> readsOf(block.apply(b))).toList();
    replay.waves(reads, RESIDENCY);
    Traffic traffic = replay.finish();
    return 1 - traffic.readHits() / traffic.readSectors();
  }

  private static AccessStream readsOf(AccessStream stream) {
    AccessStream reads = new AccessStream();
    for (int i = 0; i < stream.size(); i++) {
      if (!stream.isWrite(i)) {
        reads.read(stream.line(i), stream.sectors(i));
      }
    }
    return reads;
  }
}
