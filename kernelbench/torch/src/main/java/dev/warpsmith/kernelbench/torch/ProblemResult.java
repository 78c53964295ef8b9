package dev.warpsmith.kernelbench.torch;

import java.util.List;

/**
 * What came of a problem.
 *
 * @param detail the largest difference, or what is wrong
 * @param sizes at which the outputs were compared
 * @param statements what differs from the file without being wrong, such as dropout
 */
public record ProblemResult(
    Problem problem,
    Outcome outcome,
    String detail,
    List<String> sizes,
    List<String> statements,
    double seconds) {
  public ProblemResult {
    sizes = List.copyOf(sizes);
    statements = List.copyOf(statements);
  }

  /** How it ended, the best first. */
  public enum Outcome {
    /** Traced; our float64 oracle computes what the module does, and inputs are drawn alike. */
    AGREES,
    /** Traced, but an input or weight is drawn otherwise. */
    DRAWN_OTHERWISE,
    /** Traced, but our float64 oracle computes something else. */
    DISAGREES,
    /** Not traced, or its graph cannot be read. */
    NOT_READ
  }
}
