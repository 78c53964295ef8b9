package dev.warpsmith.kernelbench.evaluation;

/**
 * What an honest implementation in the task's own types is off by: the naive kernels' errors
 * against the float64 reference.
 *
 * @param normalised ‖out - ref‖ / ‖ref‖
 * @param largest the largest difference of one element
 */
public record HonestError(double normalised, double largest) {
  /** Returns the larger of both, part by part. */
  public HonestError max(HonestError other) {
    return new HonestError(
        Math.max(normalised, other.normalised), Math.max(largest, other.largest));
  }
}
