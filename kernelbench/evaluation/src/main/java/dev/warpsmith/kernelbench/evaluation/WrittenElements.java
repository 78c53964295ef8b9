package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Elements;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The elements of an output that a run of some thread blocks wrote: those whose bits differ from
 * what was there before.
 */
final class WrittenElements {
  /** Elements that are sampled together: neighbours often share work in the reference. */
  static final int RUN = 32;

  private final TensorMemory tensor;
  private final ElementTest written;
  private final long[] perChunk;

  /** Tells whether an element of a chunk was written. */
  private interface ElementTest {
    boolean written(ByteBuffer chunk, int offset, long index);
  }

  private WrittenElements(TensorMemory tensor, ElementTest written) {
    this.tensor = tensor;
    this.written = written;
    this.perChunk = count();
  }

  /** Finds the elements that are no longer poisoned. */
  static WrittenElements notPoisoned(TensorMemory tensor, byte poison) {
    ElementTest test =
        switch (tensor.dtype().bytes()) {
          case Long.BYTES -> {
            long pattern = (poison & 0xFFL) * 0x0101010101010101L;
            yield (chunk, offset, index) -> chunk.getLong(offset * Long.BYTES) != pattern;
          }
          case Integer.BYTES -> {
            int pattern = (poison & 0xFF) * 0x01010101;
            yield (chunk, offset, index) -> chunk.getInt(offset * Integer.BYTES) != pattern;
          }
          case Short.BYTES -> {
            short pattern = (short) ((poison & 0xFF) * 0x0101);
            yield (chunk, offset, index) -> chunk.getShort(offset * Short.BYTES) != pattern;
          }
          default -> (chunk, offset, index) -> chunk.get(offset) != poison;
        };
    return new WrittenElements(tensor, test);
  }

  /** Finds the elements that are no longer what the input had; for tensors updated in place. */
  static WrittenElements changed(TensorMemory tensor, InputElement before) {
    return new WrittenElements(
        tensor,
        (chunk, offset, index) ->
            Double.compare(Elements.get(tensor.dtype(), chunk, offset), before.value(index)) != 0);
  }

  /** What an element of an input was. */
  interface InputElement {
    double value(long index);
  }

  /** Returns how many elements were written. */
  long total() {
    return Arrays.stream(perChunk).sum();
  }

  /**
   * Returns some of the written elements, ascending: every one if there are no more than {@code
   * limit}, else about that many, spread by a hash of the seed, in short runs.
   */
  long[] sample(long limit, long seed) {
    long total = total();
    long[] found = new long[(int) Math.min(total, limit + limit / 2 + RUN)];
    int count = 0;
    long runs = Math.max(1, (total + limit - 1) / Math.max(1, limit));
    ByteBuffer chunk = tensor.bytes(tensor.chunkElements());
    for (int c = 0; c < perChunk.length && count < found.length; c++) {
      if (perChunk[c] > 0) {
        count = sample(c, chunk, runs, seed, found, count);
      }
    }
    return Arrays.copyOf(found, count);
  }

  private int sample(int c, ByteBuffer chunk, long runs, long seed, long[] found, int from) {
    int count = from;
    long first = (long) c * tensor.chunkElements();
    int elements = load(c, chunk);
    for (int i = 0; i < elements && count < found.length; i++) {
      long index = first + i;
      boolean chosen = runs == 1 || Math.floorMod(CaseSeeds.of(seed, index / RUN), runs) == 0;
      if (chosen && written.written(chunk, i, index)) {
        found[count++] = index;
      }
    }
    return count;
  }

  private long[] count() {
    int chunk = Math.max(1, tensor.chunkElements());
    long[] counts = new long[Math.toIntExact((tensor.elements() + chunk - 1) / chunk)];
    ByteBuffer bytes = tensor.bytes(tensor.chunkElements());
    for (int c = 0; c < counts.length; c++) {
      int elements = load(c, bytes);
      long first = (long) c * chunk;
      long count = 0;
      for (int i = 0; i < elements; i++) {
        count += written.written(bytes, i, first + i) ? 1 : 0;
      }
      counts[c] = count;
    }
    return counts;
  }

  private int load(int c, ByteBuffer bytes) {
    long first = (long) c * tensor.chunkElements();
    int elements = (int) Math.min(tensor.elements() - first, tensor.chunkElements());
    bytes.clear().limit(elements * tensor.dtype().bytes());
    tensor.read(first, bytes);
    return elements;
  }
}
