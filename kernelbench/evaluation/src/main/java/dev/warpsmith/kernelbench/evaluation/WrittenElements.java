package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.TaskInput;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The elements of an output that a run of some thread blocks wrote: those whose bits differ from
 * what was there before.
 */
final class WrittenElements {
  /** Elements that are sampled together: neighbours often share work in the reference. */
  static final int RUN = 32;

  private static final long FEWEST_RUNS = 8;

  /** Bytes that are looked at together: few, as some blocks may have written here and there. */
  private static final int CHUNK_BYTES = 1 << 16;

  private final TensorMemory tensor;
  private final Before before;
  private final ByteBuffer now;
  private final ByteBuffer then;
  private final boolean all;
  private final long[] perChunk;

  /** Fills a buffer with what a tensor held before, from an element on. */
  private interface Before {
    void fill(long first, ByteBuffer target);
  }

  private WrittenElements(TensorMemory tensor, ByteBuffer then, Before before, boolean all) {
    this.tensor = tensor;
    this.before = before;
    this.now = tensor.bytes(chunkElements(tensor));
    this.then = then;
    this.all = all;
    this.perChunk = count();
  }

  /** Finds the elements that are no longer poisoned. */
  static WrittenElements notPoisoned(TensorMemory tensor, byte poison) {
    ByteBuffer pattern = tensor.bytes(chunkElements(tensor));
    for (int i = 0; i < pattern.capacity(); i++) {
      pattern.put(i, poison);
    }
    return new WrittenElements(tensor, pattern, (first, target) -> {}, false);
  }

  /**
   * Takes every element for written; for integers, which may rightly have the bits of the poison,
   * where every block ran.
   */
  static WrittenElements all(TensorMemory tensor) {
    ByteBuffer unused = tensor.bytes(chunkElements(tensor));
    return new WrittenElements(tensor, unused, (first, target) -> {}, true);
  }

  /** Finds the elements that are no longer what the input had; for tensors updated in place. */
  static WrittenElements changed(TensorMemory tensor, TaskInput input, CaseInputs values) {
    return new WrittenElements(
        tensor,
        tensor.bytes(chunkElements(tensor)),
        (first, target) -> values.fill(input, first, target),
        false);
  }

  /** Returns how many elements were written. */
  long total() {
    return Arrays.stream(perChunk).sum();
  }

  /** Returns the first elements that were not written, ascending, at most so many. */
  long[] unwritten(int limit) {
    long[] found = new long[(int) Math.min(limit, tensor.elements() - total())];
    int count = 0;
    for (int c = 0; c < perChunk.length && count < found.length; c++) {
      if (perChunk[c] < Math.min(tensor.elements() - first(c), chunkElements(tensor))) {
        int elements = load(c);
        for (int i = 0; i < elements && count < found.length; i++) {
          if (!written(i)) {
            found[count++] = first(c) + i;
          }
        }
      }
    }
    return found;
  }

  /**
   * Returns some of the written elements, ascending: every one if there are no more than {@code
   * limit}, else about that many and one at least, spread by a hash of the seed, in short runs, of
   * which the output's first and last are two.
   */
  long[] sample(long limit, long seed) {
    long total = total();
    long runs = Math.max(1, (total + limit - 1) / Math.max(1, limit));
    if (total < FEWEST_RUNS * RUN * runs && runs > 1) {
      return scattered(limit, total, seed);
    }
    long[] found = new long[(int) Math.min(total, limit + limit / 2 + 3 * RUN)];
    int count = 0;
    for (int c = 0; c < perChunk.length && count < found.length; c++) {
      if (perChunk[c] > 0) {
        count = sample(c, runs, seed, found, count);
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Returns single written elements, evenly spread: of a few runs, chance might choose none. */
  private long[] scattered(long limit, long total, long seed) {
    int wanted = (int) Math.min(total, Math.max(1, limit));
    long[] found = new long[wanted];
    long first = Math.floorMod(CaseSeeds.of(seed, 1), Math.max(1, total / wanted));
    int count = 0;
    long before = 0;
    for (int c = 0; c < perChunk.length && count < wanted; c++) {
      if (first + count * total / wanted < before + perChunk[c]) {
        int elements = load(c);
        long number = before;
        for (int i = 0; i < elements && count < wanted; i++) {
          if (written(i) && number++ == first + count * total / wanted) {
            found[count++] = first(c) + i;
          }
        }
      }
      before += perChunk[c];
    }
    return Arrays.copyOf(found, count);
  }

  private int sample(int c, long runs, long seed, long[] found, int from) {
    int count = from;
    long first = first(c);
    int elements = load(c);
    for (int i = 0; i < elements && count < found.length; i++) {
      long index = first + i;
      boolean end = index < RUN || index >= tensor.elements() - RUN;
      boolean chosen =
          end || runs == 1 || Math.floorMod(CaseSeeds.of(seed, index / RUN), runs) == 0;
      if (chosen && written(i)) {
        found[count++] = index;
      }
    }
    return count;
  }

  private long[] count() {
    int chunk = Math.max(1, chunkElements(tensor));
    long[] counts = new long[Math.toIntExact((tensor.elements() + chunk - 1) / chunk)];
    for (int c = 0; c < counts.length; c++) {
      if (!all && !tensor.touched(first(c), chunk)) {
        continue;
      }
      int elements = load(c);
      if (all || now.mismatch(then) >= 0) {
        long count = 0;
        for (int i = 0; i < elements; i++) {
          count += written(i) ? 1 : 0;
        }
        counts[c] = count;
      }
    }
    return counts;
  }

  /** Loads a chunk, now and before, and returns its number of elements. */
  private int load(int c) {
    long first = first(c);
    int elements = (int) Math.min(tensor.elements() - first, chunkElements(tensor));
    now.clear().limit(elements * tensor.dtype().bytes());
    then.clear().limit(elements * tensor.dtype().bytes());
    tensor.read(first, now);
    before.fill(first, then);
    return elements;
  }

  private static int chunkElements(TensorMemory tensor) {
    return (int) Math.min(tensor.elements(), CHUNK_BYTES / tensor.dtype().bytes());
  }

  private long first(int c) {
    return (long) c * chunkElements(tensor);
  }

  private boolean written(int i) {
    if (all) {
      return true;
    }
    return switch (tensor.dtype().bytes()) {
      case Long.BYTES -> now.getLong(i * Long.BYTES) != then.getLong(i * Long.BYTES);
      case Integer.BYTES -> now.getInt(i * Integer.BYTES) != then.getInt(i * Integer.BYTES);
      case Short.BYTES -> now.getShort(i * Short.BYTES) != then.getShort(i * Short.BYTES);
      default -> now.get(i) != then.get(i);
    };
  }
}
