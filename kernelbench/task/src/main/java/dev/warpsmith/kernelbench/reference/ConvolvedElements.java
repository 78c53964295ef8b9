package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import java.util.Arrays;
import java.util.Optional;

/** The elements of a convolution or its transpose, each on demand, in 1 to 3 spatial dims. */
final class ConvolvedElements implements ElementSource {
  private static final int DIMS = 3;

  private final Op.Convolution op;
  private final ElementSource x;
  private final ElementSource weight;
  private final Optional<ElementSource> bias;
  private final boolean stored;
  private final Deadline deadline;
  private final long[] in = {1, 1, 1};
  private final long[] out = {1, 1, 1};
  private final long[] window = {1, 1, 1};
  private final long channelsIn;
  private final long channelsOut;
  private final long perGroupIn;
  private final long perGroupOut;

  /**
   * Makes the elements.
   *
   * @param groups of channels, counted
   */
  ConvolvedElements(
      Op.Convolution op,
      NodeSource.Tensor x,
      NodeSource.Tensor weight,
      Optional<ElementSource> bias,
      Layout result,
      long groups,
      Deadline deadline) {
    this.op = op;
    this.x = x.source();
    this.weight = weight.source();
    this.bias = bias;
    this.stored = this.x instanceof StoredElements && this.weight instanceof StoredElements;
    this.deadline = deadline;
    int first = DIMS - op.rank();
    for (int dim = 0; dim < op.rank(); dim++) {
      in[first + dim] = x.layout().length(dim + 2);
      out[first + dim] = result.length(dim + 2);
      window[first + dim] = weight.layout().length(dim + 2);
    }
    this.channelsIn = x.layout().length(1);
    this.channelsOut = result.length(1);
    this.perGroupIn = channelsIn / groups;
    this.perGroupOut = channelsOut / groups;
  }

  @Override
  public double at(long index) {
    deadline.check();
    long[] place = new long[DIMS];
    long rest = index;
    for (int dim = DIMS - 1; dim >= 0; dim--) {
      place[dim] = rest % out[dim];
      rest /= out[dim];
    }
    long channel = rest % channelsOut;
    long sample = rest / channelsOut;
    long[][] taps = new long[DIMS][];
    for (int dim = 0; dim < DIMS; dim++) {
      taps[dim] = taps(dim, place[dim]);
    }
    long firstIn = channel / perGroupOut * perGroupIn;
    double sum = bias.map(values -> values.at(channel)).orElse(0.0);
    for (long c = 0; c < perGroupIn; c++) {
      long source = sample * channelsIn + firstIn + c;
      long kernel =
          op.transposed()
              ? (firstIn + c) * perGroupOut + channel % perGroupOut
              : channel * perGroupIn + c;
      sum +=
          stored
              ? window(
                  ((StoredElements) x).elements(),
                  ((StoredElements) weight).elements(),
                  source,
                  kernel,
                  taps)
              : window(source, kernel, taps);
    }
    return sum;
  }

  /** The same as for elements on demand, in the same order. */
  private double window(double[] x, double[] weight, long source, long kernel, long[][] taps) {
    double sum = 0;
    for (int a = 0; a < taps[0].length; a += 2) {
      long planeX = source * in[0] + taps[0][a + 1];
      long planeW = kernel * window[0] + taps[0][a];
      for (int b = 0; b < taps[1].length; b += 2) {
        int rowX = (int) ((planeX * in[1] + taps[1][b + 1]) * in[2]);
        int rowW = (int) ((planeW * window[1] + taps[1][b]) * window[2]);
        for (int c = 0; c < taps[2].length; c += 2) {
          sum += x[rowX + (int) taps[2][c + 1]] * weight[rowW + (int) taps[2][c]];
        }
      }
    }
    return sum;
  }

  private double window(long source, long kernel, long[][] taps) {
    double sum = 0;
    for (int a = 0; a < taps[0].length; a += 2) {
      long planeX = source * in[0] + taps[0][a + 1];
      long planeW = kernel * window[0] + taps[0][a];
      for (int b = 0; b < taps[1].length; b += 2) {
        long rowX = (planeX * in[1] + taps[1][b + 1]) * in[2];
        long rowW = (planeW * window[1] + taps[1][b]) * window[2];
        for (int c = 0; c < taps[2].length; c += 2) {
          sum += x.at(rowX + taps[2][c + 1]) * weight.at(rowW + taps[2][c]);
        }
      }
    }
    return sum;
  }

  /** Returns the taps that see an element of the input, each followed by that element's place. */
  private long[] taps(int dim, long place) {
    int own = dim - (DIMS - op.rank());
    if (own < 0) {
      return new long[] {0, 0};
    }
    long stride = op.stride().get(own);
    long padding = op.padding().get(own);
    long dilation = op.dilation().get(own);
    long[] found = new long[(int) (2 * window[dim])];
    int count = 0;
    for (long tap = 0; tap < window[dim]; tap++) {
      long spread = place + padding - tap * dilation;
      boolean between = op.transposed() && spread % stride != 0;
      long at = op.transposed() ? spread / stride : place * stride - padding + tap * dilation;
      boolean before = op.transposed() ? spread < 0 : at < 0;
      if (!between && !before && at < in[dim]) {
        found[count++] = tap;
        found[count++] = at;
      }
    }
    return Arrays.copyOf(found, count);
  }
}
