package dev.warpsmith.kernelbench.evaluation;

import java.util.stream.LongStream;

/** Elements of a tensor that stand for all of them: short runs, spread evenly. */
final class SampledElements {
  private static final int RUN = 32;

  private SampledElements() {}

  /**
   * Returns ascending indices.
   *
   * @param elements of the tensor
   * @param limit most indices
   * @param seed where in its stretch each run begins
   */
  static long[] of(long elements, long limit, long seed) {
    if (limit >= elements) {
      return LongStream.range(0, elements).toArray();
    }
    long runs = Math.max(1, limit / RUN);
    long stride = elements / runs;
    long length = Math.min(Math.min(RUN, limit), stride);
    long[] indices = new long[Math.toIntExact(runs * length)];
    int count = 0;
    for (long run = 0; run < runs; run++) {
      long first = run * stride + Math.floorMod(CaseSeeds.of(seed, run), stride - length + 1);
      for (long i = 0; i < length; i++) {
        indices[count++] = first + i;
      }
    }
    return indices;
  }
}
