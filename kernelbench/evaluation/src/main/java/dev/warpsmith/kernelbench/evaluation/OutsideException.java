package dev.warpsmith.kernelbench.evaluation;

/** An implementation in another process cannot be compared; the message says why. */
public final class OutsideException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutsideException(String message) {
    super(message);
  }
}
