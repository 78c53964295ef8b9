package dev.warpsmith.judge;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernels.Candidate;

/**
 * One pass of the loop.
 *
 * @param number from 1
 */
public record Round(
    int number, Assignment assignment, Candidate candidate, Evaluation evaluation) {}
