package dev.warpsmith.kernelbench.graph;

/** How the windows of one dim lie over its input. */
record Windows(long stride, long padding, long dilation) {
  /** Returns those of a convolution; of a transposed one, as its gradient sees them. */
  static Windows of(Op.Convolution op, int dim) {
    return new Windows(op.stride().get(dim), op.padding().get(dim), op.dilation().get(dim));
  }

  static Windows of(Op.Pool op, int dim) {
    return new Windows(op.stride().get(dim), op.padding().get(dim), op.dilation().get(dim));
  }

  /** Counts the elements of all windows that lie inside the input, not in its padding. */
  long taps(long in, long out, long window) {
    long count = 0;
    for (long tap = 0; tap < window; tap++) {
      long shift = padding - tap * dilation;
      long first = shift <= 0 ? 0 : (shift + stride - 1) / stride;
      long end = in + shift <= 0 ? 0 : (in + shift + stride - 1) / stride;
      count += Math.max(0, Math.min(out, end) - first);
    }
    return count;
  }

  /** Counts the elements of the input that lie in any window. */
  long covered(long in, long out, long window) {
    if (dilation == 1 && stride <= window) {
      return Math.max(0, Math.min(in, (out - 1) * stride + window - padding));
    }
    long count = 0;
    for (long i = 0; i < in; i++) {
      count += inAny(i, out, window) ? 1 : 0;
    }
    return count;
  }

  private boolean inAny(long i, long out, long window) {
    for (long tap = 0; tap < window; tap++) {
      long start = i + padding - tap * dilation;
      if (start >= 0 && start % stride == 0 && start / stride < out) {
        return true;
      }
    }
    return false;
  }
}
