package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * Draws a tensor's elements, each from the seed and its own index alone, so that any of them can be
 * had without the others, on any number of threads, always the same.
 *
 * <p>The 64 random bits of an element are SplitMix64's output for its index (Steele, Lea, Flood
 * 2014).
 */
public final class InputGenerator implements ElementSource {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1p-53;
  private static final int PARALLEL_CHUNK = 1 << 16;
  private static final Change UNCHANGED = (drawn, index) -> drawn;

  private final DType dtype;
  private final Distribution.Kind kind;
  private final double first;
  private final double second;
  private final long key;
  private final Change change;

  /** Changes an element before it is rounded to its type. */
  @FunctionalInterface
  public interface Change {
    /** Returns what stands at an index instead of what was drawn. */
    double apply(double drawn, long index);
  }

  private InputGenerator(
      DType dtype, Distribution.Kind kind, double first, double second, long key, Change change) {
    this.dtype = dtype;
    this.kind = kind;
    this.first = first;
    this.second = second;
    this.key = key;
    this.change = change;
  }

  /** Returns the generator of a tensor's elements; tensors of one task need different seeds. */
  public static InputGenerator of(TensorSpec tensor, Distribution distribution, long seed) {
    return of(tensor, distribution, Bindings.none(), seed);
  }

  /**
   * Returns the generator of a tensor's elements, whose distribution depends on the task's size.
   */
  public static InputGenerator of(
      TensorSpec tensor, Distribution distribution, Bindings size, long seed) {
    return new InputGenerator(
        tensor.dtype(),
        distribution.kind(),
        distribution.first().at(size),
        distribution.second().at(size),
        mix(seed + GOLDEN_GAMMA),
        UNCHANGED);
  }

  /** Returns a generator whose elements are changed before they are rounded. */
  public InputGenerator with(Change newChange) {
    return new InputGenerator(dtype, kind, first, second, key, newChange);
  }

  /** Returns an element, rounded to the tensor's type. */
  @Override
  public double at(long index) {
    return Elements.rounded(dtype, change.apply(drawn(index), index));
  }

  /** Returns an element as it is drawn: neither changed nor rounded. */
  public double drawn(long index) {
    double unit = unit(index);
    return switch (kind) {
      case UNIFORM -> first + (second - first) * unit;
      case NORMAL -> first + second * NormalQuantile.near(unit + UNIT / 2);
      case INTEGERS -> first + Math.floor((second - first) * unit);
      case CONSTANT -> first;
    };
  }

  /**
   * Fills what remains of a buffer with consecutive elements, little-endian. The buffer's position
   * does not move.
   *
   * @param from index of the first element
   */
  public void fill(long from, ByteBuffer target) {
    ByteBuffer bytes = target.slice().order(ByteOrder.LITTLE_ENDIAN);
    int count = bytes.remaining() / dtype.bytes();
    int chunks = (int) (((long) count + PARALLEL_CHUNK - 1) / PARALLEL_CHUNK);
    IntStream range = IntStream.range(0, chunks);
    (chunks > 1 ? range.parallel() : range)
        .forEach(
            chunk -> {
              int begin = chunk * PARALLEL_CHUNK;
              fill(from, bytes, begin, (int) Math.min(count, (long) begin + PARALLEL_CHUNK));
            });
  }

  private void fill(long from, ByteBuffer bytes, int begin, int end) {
    if (dtype == DType.F32 && change == UNCHANGED) {
      fillDrawn(from, bytes, begin, end);
      return;
    }
    for (int i = begin; i < end; i++) {
      Elements.put(dtype, bytes, i, change.apply(drawn(from + i), from + i));
    }
  }

  /** Draws float32 elements; one loop for each kind, so that none is chosen per element. */
  private void fillDrawn(long from, ByteBuffer bytes, int begin, int end) {
    double width = second - first;
    switch (kind) {
      case UNIFORM -> {
        for (int i = begin; i < end; i++) {
          bytes.putFloat(i * Float.BYTES, (float) (first + width * unit(from + i)));
        }
      }
      case NORMAL -> {
        for (int i = begin; i < end; i++) {
          double normal = NormalQuantile.near(unit(from + i) + UNIT / 2);
          bytes.putFloat(i * Float.BYTES, (float) (first + second * normal));
        }
      }
      case INTEGERS, CONSTANT -> {
        for (int i = begin; i < end; i++) {
          bytes.putFloat(i * Float.BYTES, (float) drawn(from + i));
        }
      }
    }
  }

  /** Returns the random number of an index, from 0 to 1, 1 excluded. */
  private double unit(long index) {
    return (mix(key + index * GOLDEN_GAMMA) >>> 11) * UNIT;
  }

  private static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
