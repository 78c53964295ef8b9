package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws a tensor's elements, each from the seed and its own index alone, so that any of them can be
 * had without the others, on any number of threads, always the same.
 *
 * <p>Where the distribution has structures, an element is made of several draws; what changes
 * elements changes the draws then, so that the structure stays.
 *
 * <p>The 64 random bits of an element are SplitMix64's output for its index (Steele, Lea, Flood
 * 2014).
 */
public final class InputGenerator implements ElementSource {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1p-53;
  private static final int PARALLEL_CHUNK = 1 << 16;

  /** Elements that are drawn before they are stored: few enough to stay in the nearest cache. */
  private static final int BATCH = 1 << 10;

  /** The index of the number that scales a whole tensor. */
  private static final long SCALE = -1;

  private static final Change UNCHANGED = (drawn, index) -> drawn;

  private final DType dtype;
  private final Distribution.Kind kind;
  private final double first;
  private final double second;
  private final long key;
  private final Change change;
  private final Structured structured;
  private final Change after;

  /** Changes an element before it is rounded to its type. */
  @FunctionalInterface
  public interface Change {
    /** Returns what stands at an index instead of what was drawn. */
    double apply(double drawn, long index);
  }

  private InputGenerator(
      DType dtype,
      Distribution.Kind kind,
      double first,
      double second,
      long key,
      Change change,
      Structured structured,
      Change after) {
    this.dtype = dtype;
    this.kind = kind;
    this.first = first;
    this.second = second;
    this.key = key;
    this.change = change;
    this.structured = structured;
    this.after = after;
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
        UNCHANGED,
        Structured.of(distribution.structures(), tensor, size),
        UNCHANGED);
  }

  /** Returns a generator whose draws are changed before anything is made of them. */
  public InputGenerator with(Change newChange) {
    return new InputGenerator(
        dtype, kind, first, second, key, newChange, structured.fresh(), after);
  }

  /** Returns a generator whose finished elements are changed before they are rounded. */
  public InputGenerator then(Change last) {
    return new InputGenerator(dtype, kind, first, second, key, change, structured, last);
  }

  /** Returns an element, rounded to the tensor's type. */
  @Override
  public double at(long index) {
    double made =
        structured.isEmpty()
            ? changed(index)
            : structured.at(this::changed, () -> unit(SCALE), index);
    return Elements.rounded(dtype, after.apply(made, index));
  }

  private double changed(long index) {
    return change.apply(drawn(index), index);
  }

  /** Returns an element as it is drawn: neither changed nor rounded. */
  public double drawn(long index) {
    double unit = unit(index);
    return switch (kind) {
      case UNIFORM -> first + (second - first) * unit;
      case NORMAL -> first + second * NormalQuantile.near(unit + UNIT / 2);
      case INTEGERS -> first + Math.floor((second - first) * unit);
      case CONSTANT -> first;
      case EITHER -> unit < 0.5 ? first : second;
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
    double[] drawn = new double[Math.min(BATCH, end - begin)];
    for (int at = begin; at < end; at += BATCH) {
      int count = Math.min(BATCH, end - at);
      if (structured.isEmpty() && after == UNCHANGED) {
        draw(from + at, drawn, count);
        for (int i = 0; change != UNCHANGED && i < count; i++) {
          drawn[i] = change.apply(drawn[i], from + at + i);
        }
      } else {
        for (int i = 0; i < count; i++) {
          drawn[i] = at(from + at + i);
        }
      }
      Elements.putAll(dtype, bytes, at, drawn, count);
    }
  }

  /** Draws consecutive elements; one loop for each kind, so that none is chosen per element. */
  private void draw(long from, double[] target, int count) {
    double width = second - first;
    switch (kind) {
      case UNIFORM -> {
        for (int i = 0; i < count; i++) {
          target[i] = first + width * unit(from + i);
        }
      }
      case NORMAL -> {
        for (int i = 0; i < count; i++) {
          target[i] = first + second * NormalQuantile.near(unit(from + i) + UNIT / 2);
        }
      }
      case INTEGERS -> {
        for (int i = 0; i < count; i++) {
          target[i] = first + Math.floor(width * unit(from + i));
        }
      }
      case CONSTANT -> Arrays.fill(target, 0, count, first);
      case EITHER -> {
        for (int i = 0; i < count; i++) {
          target[i] = unit(from + i) < 0.5 ? first : second;
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
