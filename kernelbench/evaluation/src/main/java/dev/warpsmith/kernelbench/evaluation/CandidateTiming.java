package dev.warpsmith.kernelbench.evaluation;

/**
 * A candidate's time at the task's full size.
 *
 * @param micros the whole plan, in microseconds
 */
public record CandidateTiming(double micros) {}
