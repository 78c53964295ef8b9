package dev.warpsmith.kernelbench.graph;

/**
 * A named constant of a scalar function, such as {@code negative_slope = 0.01}.
 *
 * @param initial its value unless given
 */
public record Parameter(String name, double initial) {}
