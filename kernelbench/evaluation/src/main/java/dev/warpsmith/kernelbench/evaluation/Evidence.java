package dev.warpsmith.kernelbench.evaluation;

/**
 * One fact that supports a verdict.
 *
 * @param gate the gate that found it, such as {@code computes}
 * @param text what a person and a Judge can act on: element, expected, got, seed, size, line
 */
public record Evidence(String gate, String text) {}
