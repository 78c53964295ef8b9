package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Dim3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first reads of every block of a grid, derived from a few that ran: in most kernels they move
 * along each axis of the grid by a distance of their own, whatever the other axes are.
 *
 * <p>Blocks that ran besides tell whether that is so.
 */
final class GridReads {
  /** Lines of a grid that are looked at, those of them that are replayed, and of one block. */
  private static final long MOST = 200_000_000;

  private static final long MOST_REPLAYED = 4_000_000;
  private static final int MOST_OF_BLOCK = 200_000;
  private static final int CHECKED = 12;
  private static final int BLOCKS_AT_ONCE = 1024;

  /** Step from one checked block to the next: prime, so that not all are at one edge. */
  private static final int STEP = 7919;

  /** Blocks at an edge read a fifth less; a wrong guess has next to nothing in common. */
  private static final double ALIKE = 0.75;

  private final Dim3 grid;
  private final FirstReads base;
  private final List<GridAxis> axes;

  private GridReads(Dim3 grid, FirstReads base, List<GridAxis> axes) {
    this.grid = grid;
    this.base = base;
    this.axes = axes;
  }

  /**
   * Derives the reads.
   *
   * @param ran streams of the blocks that ran, by index, those of {@link Probes} among them
   * @return empty if blocks differ in another way, or the grid is too large to replay
   */
  static Optional<GridReads> of(Dim3 grid, Map<Long, AccessStream> ran) {
    Probes probes = new Probes(grid);
    AccessStream middle = ran.get(probes.base());
    if (middle == null || middle.size() > MOST_OF_BLOCK) {
      return Optional.empty();
    }
    FirstReads base = FirstReads.of(middle);
    if (base.size() == 0) {
      return Optional.empty();
    }
    List<GridAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < Probes.AXES; axis++) {
      Map<Integer, long[]> known = new HashMap<>();
      probes.along(axis).forEach((position, block) -> put(known, position, ran.get(block), base));
      int reads = base.size();
      GridAxis.of(probes.extent(axis), probes.middle(axis), reads, known).ifPresent(axes::add);
    }
    GridReads reads = new GridReads(grid, base, axes);
    return axes.size() == Probes.AXES && reads.alike(ran) ? Optional.of(reads) : Optional.empty();
  }

  private static void put(
      Map<Integer, long[]> known, int position, @Nullable AccessStream stream, FirstReads base) {
    if (stream != null) {
      long[] distance = FirstReads.of(stream).distance(base);
      if (distance.length > 0) {
        known.put(position, distance);
      }
    }
  }

  /** Returns the sectors that a block reads first. */
  int perBlock() {
    return base.size();
  }

  /** Tells whether blocks ask again for what they have read. */
  boolean again() {
    return base.again();
  }

  /** Compares some of the blocks that ran with what is derived of them. */
  private boolean alike(Map<Long, AccessStream> ran) {
    List<Long> blocks = ran.keySet().stream().sorted().toList();
    double sum = 0;
    for (int i = 0; i < CHECKED; i++) {
      long block = blocks.get(i * STEP % blocks.size());
      AccessStream stream = ran.get(block);
      sum += stream == null ? 0 : alike(block, FirstReads.of(stream));
    }
    return sum >= ALIKE * CHECKED;
  }

  private double alike(long block, FirstReads actual) {
    Set<Long> union = new HashSet<>();
    for (int i = 0; i < base.size(); i++) {
      union.add(sector(block, i));
    }
    int derived = union.size();
    for (long sector : actual.sectors()) {
      union.add(sector);
    }
    int both = derived + actual.size() - union.size();
    return union.isEmpty() ? 1 : (double) both / union.size();
  }

  private long sector(long block, int read) {
    int x = (int) (block % grid.x());
    int y = (int) (block / grid.x() % grid.y());
    int z = (int) (block / grid.x() / grid.y());
    return base.sectors()[read]
        + axes.get(0).at(x, read)
        + axes.get(1).at(y, read)
        + axes.get(2).at(z, read);
  }

  /**
   * Replays the whole grid, wave by wave, into an empty L2 and returns the part of the first reads
   * that DRAM must answer, from 0 to 1; nothing if the grid is too large.
   *
   * <p>Of a large grid one line in so many is replayed, in an L2 that is as much smaller.
   *
   * @param residency blocks of a wave
   * @param writes sectors that a block writes, somewhere of its own: they take room too
   */
  OptionalDouble missRate(long l2Bytes, int associativity, int residency, double writes) {
    LineGroups groups = LineGroups.of(base.sectors(), axes);
    long lines = groups.size() * grid.count();
    if (lines > MOST) {
      return OptionalDouble.empty();
    }
    int shift = 0;
    while (lines >> shift > MOST_REPLAYED) {
      shift++;
    }
    if (distinct(groups)) {
      return OptionalDouble.of(1);
    }
    Replay replay = new Replay(new RecentLines(l2Bytes >> shift, associativity), shift);
    for (long from = 0; from < grid.count(); from += residency) {
      int count = (int) Math.min(grid.count() - from, residency);
      wave(replay, groups, digits(from, count));
      replay.write((long) (writes * count));
    }
    return replay.reads == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) replay.misses / replay.reads);
  }

  /**
   * Tells whether no sector is read twice, as in most row-wise and elementwise kernels: then every
   * read misses, and nothing need be replayed. False where that would take too much memory to tell.
   */
  private boolean distinct(LineGroups groups) {
    long lowest = Long.MAX_VALUE;
    long highest = Long.MIN_VALUE;
    for (int group = 0; group < groups.size(); group++) {
      int read = groups.first(group);
      long sector = base.sectors()[read];
      lowest = Math.min(lowest, sector + axes.stream().mapToLong(axis -> axis.least(read)).sum());
      highest = Math.max(highest, sector + axes.stream().mapToLong(axis -> axis.most(read)).sum());
    }
    Optional<DistinctSectors> seen = DistinctSectors.between(lowest, highest);
    for (long from = 0; seen.isPresent() && from < grid.count(); from += BLOCKS_AT_ONCE) {
      int count = (int) Math.min(grid.count() - from, BLOCKS_AT_ONCE);
      if (!wave(seen.get(), groups, digits(from, count))) {
        return false;
      }
    }
    return seen.isPresent();
  }

  /** Returns how many steps each block of a wave is from the middle one, by axis and digit. */
  private int[][] digits(long from, int count) {
    int[][] digits = new int[2 * Probes.AXES][count];
    for (int i = 0; i < count; i++) {
      long block = from + i;
      int[] position = {
        (int) (block % grid.x()),
        (int) (block / grid.x() % grid.y()),
        (int) (block / grid.x() / grid.y())
      };
      for (int axis = 0; axis < Probes.AXES; axis++) {
        digits[2 * axis][i] = axes.get(axis).lowSteps(position[axis]);
        digits[2 * axis + 1][i] = axes.get(axis).highSteps(position[axis]);
      }
    }
    return digits;
  }

  /** Who reads what blocks read first. */
  interface Reader {
    /**
     * Reads some of a line's sectors.
     *
     * @return whether to read on
     */
    boolean read(long line, int sectors);
  }

  /** Reads what some blocks read, group by group. Returns whether all was read. */
  private boolean wave(Reader reader, LineGroups groups, int[][] digits) {
    long[] steps = new long[digits.length];
    for (int group = 0; group < groups.size(); group++) {
      int read = groups.first(group);
      for (int axis = 0; axis < Probes.AXES; axis++) {
        steps[2 * axis] = axes.get(axis).low(read);
        steps[2 * axis + 1] = axes.get(axis).high(read);
      }
      long first = base.sectors()[read];
      int mask = groups.mask(group);
      for (int i = 0; i < digits[0].length; i++) {
        long sector =
            first
                + steps[0] * digits[0][i]
                + steps[1] * digits[1][i]
                + steps[2] * digits[2][i]
                + steps[3] * digits[3][i]
                + steps[4] * digits[4][i]
                + steps[5] * digits[5][i];
        if (!reader.read(sector >> 2, mask == 0 ? 1 << (int) (sector & 3) : mask)) {
          return false;
        }
      }
    }
    return true;
  }

  /** An L2 of the lines that are looked at. */
  private static final class Replay implements Reader {
    private final RecentLines cache;
    private final int shift;
    private long reads;
    private long misses;

    /** Lines beyond every address, a new one for each write. */
    private long written = 1L << 50;

    Replay(RecentLines cache, int shift) {
      this.cache = cache;
      this.shift = shift;
    }

    @Override
    public boolean read(long line, int sectors) {
      if (shift == 0 || (line * 0xD1B54A32D192ED03L) >>> (64 - shift) == 0) {
        int count = Integer.bitCount(sectors);
        reads += count;
        misses += count - Integer.bitCount(cache.read(line, sectors));
      }
      return true;
    }

    void write(long sectors) {
      for (long line = (sectors / FirstReads.SECTORS_OF_LINE) >> shift; line > 0; line--) {
        cache.write(written++);
      }
    }
  }
}
