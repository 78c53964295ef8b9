package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the elements of an input that operators read again and again, such as the taps of a
 * convolution: to draw one takes several times as long as to read it.
 *
 * <p>It begins once a quarter as many elements were asked for as there are, so that whoever needs a
 * few pays nothing; its parts come to be when an element of theirs is asked for. Safe for
 * concurrent use: two threads may draw the same element, which is the same each time.
 */
final class KeptInput implements ElementSource {
  /** Elements up to which an input is kept: 128 MiB. */
  static final long MOST = 1 << 24;

  private static final int PART_BITS = 8;
  private static final int PART = 1 << PART_BITS;

  /** Stands for what was not drawn yet: a NaN that no arithmetic makes. */
  private static final long ABSENT = 0x7ff5_a5a5_a5a5_a5a5L;

  private final ElementSource source;
  private final long elements;
  private volatile @Nullable AtomicReferenceArray<long[]> parts;

  /** How many elements were asked for, about: threads may overwrite each other's count. */
  private long asked;

  private KeptInput(ElementSource source, long elements) {
    this.source = source;
    this.elements = elements;
  }

  /** Returns a source that keeps elements where that pays and loses nothing. */
  static ElementSource of(OpGraph graph, TensorSpec input, long elements, ElementSource source) {
    boolean often = graph.users(input.name()).stream().anyMatch(KeptInput::readsOften);
    return often && elements <= MOST ? new KeptInput(source, elements) : source;
  }

  private static boolean readsOften(Node node) {
    return node.op() instanceof Op.Convolution
        || node.op() instanceof Op.MatMul
        || node.op() instanceof Op.Attention
        || node.op() instanceof Op.Pool;
  }

  @Override
  public double at(long index) {
    AtomicReferenceArray<long[]> begun = parts;
    if (begun == null) {
      if (++asked < elements / 4) {
        return source.at(index);
      }
      begun = new AtomicReferenceArray<>((int) (elements >> PART_BITS) + 1);
      parts = begun;
    }
    return kept(begun, index);
  }

  private double kept(AtomicReferenceArray<long[]> begun, long index) {
    int number = (int) (index >> PART_BITS);
    long[] part = begun.get(number);
    if (part == null) {
      part = new long[PART];
      Arrays.fill(part, ABSENT);
      begun.compareAndSet(number, null, part);
    }
    int at = (int) index & (PART - 1);
    long bits = part[at];
    if (bits == ABSENT) {
      bits = Double.doubleToLongBits(source.at(index));
      part[at] = bits;
    }
    return Double.longBitsToDouble(bits);
  }
}
