package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.PoolKind;

/** The maximum or the mean of windows of the last dims, each on demand. */
final class PooledElements implements ElementSource {
  private final PoolKind kind;
  private final NodeSource.Tensor x;
  private final Layout result;
  private final Span[] spans;

  /** Where the windows of one dim lie. */
  private interface Span {
    /** Returns the first place, which may be in the padding before the input. */
    long begin(long window);

    /** Returns how many places the window has, at most. */
    long count(long window);

    long step();

    /** Returns how many places count in a mean. */
    long counted(long window);
  }

  private PooledElements(PoolKind kind, NodeSource.Tensor x, Layout result, Span[] spans) {
    this.kind = kind;
    this.x = x;
    this.result = result;
    this.spans = spans;
  }

  static PooledElements of(Op.Pool op, NodeSource.Tensor x, Layout result) {
    Span[] spans = new Span[op.rank()];
    for (int dim = 0; dim < spans.length; dim++) {
      long in = x.layout().length(x.layout().rank() - spans.length + dim);
      spans[dim] =
          new Fixed(
              in,
              op.window().get(dim),
              op.stride().get(dim),
              op.padding().get(dim),
              op.dilation().get(dim),
              op.countsPadding());
    }
    return new PooledElements(op.kind(), x, result, spans);
  }

  static PooledElements of(Op.AdaptivePool op, NodeSource.Tensor x, Layout result) {
    Span[] spans = new Span[op.rank()];
    for (int dim = 0; dim < spans.length; dim++) {
      long in = x.layout().length(x.layout().rank() - spans.length + dim);
      spans[dim] = new Adaptive(in, op.size().get(dim));
    }
    return new PooledElements(op.kind(), x, result, spans);
  }

  private record Fixed(
      long in, long length, long stride, long padding, long step, boolean countsPadding)
      implements Span {
    @Override
    public long begin(long window) {
      return window * stride - padding;
    }

    @Override
    public long count(long window) {
      return length;
    }

    @Override
    public long counted(long window) {
      long begin = begin(window);
      long end = Math.min(begin + length, in + padding);
      return countsPadding ? end - begin : Math.min(end, in) - Math.max(begin, 0);
    }
  }

  private record Adaptive(long in, long size) implements Span {
    @Override
    public long begin(long window) {
      return window * in / size;
    }

    @Override
    public long count(long window) {
      return ((window + 1) * in + size - 1) / size - begin(window);
    }

    @Override
    public long step() {
      return 1;
    }

    @Override
    public long counted(long window) {
      return count(window);
    }
  }

  @Override
  public double at(long index) {
    long outer = index;
    long[] window = new long[spans.length];
    long counted = 1;
    for (int dim = spans.length - 1; dim >= 0; dim--) {
      long length = result.length(result.rank() - spans.length + dim);
      window[dim] = outer % length;
      outer /= length;
      counted *= spans[dim].counted(window[dim]);
    }
    double folded = fold(0, outer, window);
    return kind == PoolKind.MAX ? folded : folded / counted;
  }

  private double fold(int dim, long base, long[] window) {
    if (dim == spans.length) {
      return x.source().at(base);
    }
    Span span = spans[dim];
    long in = x.layout().length(x.layout().rank() - spans.length + dim);
    double folded = kind == PoolKind.MAX ? Double.NEGATIVE_INFINITY : 0;
    for (long i = 0; i < span.count(window[dim]); i++) {
      long at = span.begin(window[dim]) + i * span.step();
      if (at >= 0 && at < in) {
        double value = fold(dim + 1, base * in + at, window);
        folded = kind == PoolKind.MAX ? Math.max(folded, value) : folded + value;
      }
    }
    return folded;
  }
}
