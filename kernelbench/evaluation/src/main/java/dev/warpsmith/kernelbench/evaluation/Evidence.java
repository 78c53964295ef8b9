package dev.warpsmith.kernelbench.evaluation;

/**
 * One fact that supports a verdict.
 *
 * @param gate the gate that found it
 * @param text what a person and a Judge can act on: element, expected, got, seed, size, line
 */
public record Evidence(Gate gate, String text) {
  /** Returns {@code computes: 3 seeds at rows = 7, ...}. */
  @Override
  public String toString() {
    return gate + ": " + text;
  }
}
