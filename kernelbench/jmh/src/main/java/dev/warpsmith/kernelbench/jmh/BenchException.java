package dev.warpsmith.kernelbench.jmh;

/** JMH cannot run here; the message says why, and what helps. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
