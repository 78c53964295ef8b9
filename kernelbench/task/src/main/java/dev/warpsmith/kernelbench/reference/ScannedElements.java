package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.ScanKind;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The elements of an inclusive scan, each on demand. A row is scanned in blocks; the blocks asked
 * for last and what is carried into each block are kept, so that many elements of one row cost
 * little more than one pass over it.
 */
final class ScannedElements implements ElementSource {
  private static final int LONGEST_BLOCK = 1 << 12;
  private static final int MOST_ELEMENTS = 1 << 20;
  private static final int MOST_CARRIES = 1 << 20;

  private final ScanKind kind;
  private final ElementSource x;
  private final ReducedElements rows;
  private final Layout layout;
  private final int dim;
  private final Deadline deadline;
  private final int blockLength;
  private final long blocksPerRow;
  private final ConcurrentHashMap<Long, double[]> blocks = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Double> carries = new ConcurrentHashMap<>();

  ScannedElements(ScanKind kind, NodeSource.Tensor operand, int dim, Deadline deadline) {
    this.kind = kind;
    this.x = operand.source();
    this.layout = operand.layout();
    this.rows = ReducedElements.of(layout, List.of(dim));
    this.dim = dim;
    this.deadline = deadline;
    this.blockLength = (int) Math.max(1, Math.min(LONGEST_BLOCK, layout.length(dim)));
    this.blocksPerRow = (layout.length(dim) + blockLength - 1) / blockLength;
  }

  @Override
  public double at(long index) {
    long position = layout.coordinate(index, dim);
    double[] block = block(rows.row(index), position / blockLength);
    return block[(int) (position % blockLength)];
  }

  private double[] block(long row, long number) {
    long key = row * blocksPerRow + number;
    double[] known = blocks.get(key);
    if (known != null) {
      return known;
    }
    double[] scanned = scan(row, number, carry(row, number));
    if ((long) blocks.size() * blockLength >= MOST_ELEMENTS) {
      blocks.clear();
    }
    blocks.put(key, scanned);
    keep(key + 1, scanned[scanned.length - 1]);
    return scanned;
  }

  /** Returns what the elements of a row before a block come to. */
  private double carry(long row, long number) {
    long first = row * blocksPerRow;
    long from = number;
    Double carried = null;
    while (from > 0 && carried == null) {
      carried = carries.get(first + from);
      from -= carried == null ? 1 : 0;
    }
    double carry = carried == null ? neutral() : carried;
    for (long block = from; block < number; block++) {
      double[] scanned = scan(row, block, carry);
      carry = scanned[scanned.length - 1];
      keep(first + block + 1, carry);
    }
    return carry;
  }

  private void keep(long block, double carry) {
    if (carries.size() >= MOST_CARRIES) {
      carries.clear();
    }
    carries.put(block, carry);
  }

  private double[] scan(long row, long number, double carry) {
    deadline.check();
    long begin = number * blockLength;
    double[] scanned = new double[(int) Math.min(blockLength, rows.count() - begin)];
    long base = rows.base(row);
    double running = carry;
    for (int i = 0; i < scanned.length; i++) {
      running = combined(running, x.at(base + rows.offset(begin + i)));
      scanned[i] = running;
    }
    return scanned;
  }

  private double combined(double before, double element) {
    return switch (kind) {
      case SUM -> before + element;
      case PRODUCT -> before * element;
    };
  }

  private double neutral() {
    return switch (kind) {
      case SUM -> 0;
      case PRODUCT -> 1;
    };
  }
}
