package dev.warpsmith.kernels.emulator.counters;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lines the blocks of a slice share, and with which neighbours.
 *
 * <p>A line that blocks of one row share is taken to be shared by the whole row of a wave, one that
 * blocks of a column share by the whole column: so are the tiles of a matrix product.
 */
final class Sharing {
  private final BlockSample sample;
  private final int rows;
  private final int columns;
  private long alone;
  private long alongX;
  private long alongY;
  private long everywhere;

  Sharing(BlockSample sample, List<AccessStream> streams) {
    this.sample = sample;
    this.rows = (int) sample.counted().stream().map(b -> b / sample.grid().x()).distinct().count();
    this.columns = sample.counted().size() / rows;
    Map<Long, Touch> lines = new HashMap<>();
    for (int i = 0; i < streams.size(); i++) {
      Dim position = Dim.of(sample.counted().get(i), sample.grid().x());
      AccessStream stream = streams.get(i);
      for (int entry = 0; entry < stream.size(); entry++) {
        if (!stream.isWrite(entry)) {
          lines
              .computeIfAbsent(stream.line(entry), line -> new Touch(position))
              .by(position, stream.sectors(entry));
        }
      }
    }
    lines.values().forEach(this::classify);
  }

  /** Returns distinct sectors that the slice read. */
  long sectors() {
    return alone + alongX + alongY + everywhere;
  }

  /** Returns the sectors that one block of a whole wave adds to those that DRAM must give. */
  double sectorsPerBlockOfWave() {
    int residency = sample.residency();
    double waveX = Math.min(sample.grid().x(), residency);
    double waveY = Math.min(sample.grid().y(), Math.max(1, residency / waveX));
    return perBlock(waveX, waveY);
  }

  /** Returns the distinct sectors that the whole grid reads. */
  double sectorsOfGrid() {
    return perBlock(sample.grid().x(), sample.grid().y()) * sample.grid().count();
  }

  private double perBlock(double x, double y) {
    return (double) alone / (rows * (double) columns)
        + (double) alongX / rows / x
        + (double) alongY / columns / y
        + everywhere / (x * y);
  }

  private void classify(Touch touch) {
    int count = Integer.bitCount(touch.sectors);
    if (touch.manyX && touch.manyY) {
      everywhere += count;
    } else if (touch.manyX) {
      alongX += count;
    } else if (touch.manyY) {
      alongY += count;
    } else {
      alone += count;
    }
  }

  private record Dim(long x, long row) {
    static Dim of(long block, int gridX) {
      return new Dim(block % gridX, block / gridX);
    }
  }

  private static final class Touch {
    private final Dim first;
    private int sectors;
    private boolean manyX;
    private boolean manyY;

    Touch(Dim first) {
      this.first = first;
    }

    void by(Dim position, int mask) {
      sectors |= mask;
      manyX |= position.x() != first.x();
      manyY |= position.row() != first.row();
    }
  }
}
