package dev.warpsmith.coder;

import dev.warpsmith.kernels.Candidate;

/** Writes candidates. */
public interface Coder {
  /** Returns the name that selects it, such as {@code expert}. */
  String id();

  /** Writes the candidate that the assignment asks for. */
  Candidate write(Assignment assignment);
}
