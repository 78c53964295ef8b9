package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;

/**
 * One set of inputs: a size of the task, a seed, and a stress.
 *
 * @param size a value for every dim
 */
record InputCase(Bindings size, long seed, Stress stress) {
  /** Returns the part of the case that honest errors are kept by: all but the seed. */
  String key(String output) {
    return size + " | " + stress.name() + " | " + output;
  }

  /** Returns {@code rows = 7, cols = 1000, seed 42, inputs times 1000}. */
  @Override
  public String toString() {
    String suffix = stress == Stress.PLAIN ? "" : ", " + stress;
    return size + ", seed " + Long.toHexString(seed) + suffix;
  }
}
