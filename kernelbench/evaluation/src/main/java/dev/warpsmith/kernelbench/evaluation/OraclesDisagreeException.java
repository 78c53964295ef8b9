package dev.warpsmith.kernelbench.evaluation;

/** Two oracles give a task's outputs different values; the message names the element and both. */
public final class OraclesDisagreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OraclesDisagreeException(String message) {
    super(message);
  }
}
