package dev.warpsmith.kernelbench.graph;

import java.util.Arrays;

/**
 * Which elements are normalised together, the tensor seen as {@code [outer, groups, inner]}: those
 * of one group.
 *
 * <p>The weight and the bias of an element at {@code i} are at {@code i / channelStride %
 * channels}.
 */
public record NormalizedGroups(
    long outer, long groups, long inner, long channelStride, long channels) {

  /** Returns the groups of a normalization of a tensor, its groups of channels counted. */
  public static NormalizedGroups of(Op.Normalization op, long[] shape, long channelGroups) {
    int rank = shape.length;
    long all = product(shape, 0, rank);
    if (op.kind().trailing()) {
      long length = product(shape, rank - op.trailing(), rank);
      return new NormalizedGroups(1, length == 0 ? 0 : all / length, length, 1, length);
    }
    long spatial = product(shape, 2, rank);
    long channels = shape[1];
    return switch (op.kind()) {
      case BATCH -> new NormalizedGroups(shape[0], channels, spatial, spatial, channels);
      case INSTANCE -> new NormalizedGroups(1, shape[0] * channels, spatial, spatial, channels);
      case GROUP ->
          new NormalizedGroups(
              1, shape[0] * channelGroups, channels / channelGroups * spatial, spatial, channels);
      case LAYER, RMS -> throw new IllegalStateException(op + " has no channels");
    };
  }

  private static long product(long[] shape, int from, int to) {
    return Arrays.stream(shape, from, to).reduce(1, Math::multiplyExact);
  }

  /** Returns the number of elements of a group. */
  public long length() {
    return outer * inner;
  }

  /** Returns the group of an element. */
  public long group(long index) {
    return index / inner % groups;
  }

  /** Returns where the j-th element of a group lies. */
  public long element(long group, long j) {
    return outer == 1 ? group * inner + j : (j / inner * groups + group) * inner + j % inner;
  }

  /** Returns where an element's weight and bias lie. */
  public long channel(long index) {
    return index / channelStride % channels;
  }
}
