package dev.warpsmith.kernels.device;

import java.util.List;
import java.util.function.Function;

/** Which thread blocks of a grid run. */
public sealed interface BlockSelection {
  /** Every block. */
  record All() implements BlockSelection {}

  /** The given blocks, by linear index (x fastest), ascending. */
  record Listed(List<Long> indices) implements BlockSelection {
    public Listed {
      indices = indices.stream().sorted().distinct().toList();
    }
  }

  /**
   * Contiguous residency waves (as many blocks as fit the GPU at once): one wave that warms L2
   * uncounted, then counted ones. Blocks before the sample are skipped. Small grids run whole.
   *
   * @param counted number of counted waves
   * @param targetWarpInstructions stop adding blocks past this much work
   */
  record SampledWaves(int counted, long targetWarpInstructions) implements BlockSelection {
    public SampledWaves {
      if (counted < 1) {
        throw new IllegalArgumentException("counted waves " + counted + ": expected 1 or more");
      }
    }
  }

  /** Returns the selection of every block. */
  static BlockSelection all() {
    return new All();
  }

  /** Applies the function of the case that this is. */
  default <T> T match(
      Function<All, T> all, Function<Listed, T> listed, Function<SampledWaves, T> sampled) {
    if (this instanceof All value) {
      return all.apply(value);
    }
    if (this instanceof Listed value) {
      return listed.apply(value);
    }
    return sampled.apply((SampledWaves) this);
  }
}
