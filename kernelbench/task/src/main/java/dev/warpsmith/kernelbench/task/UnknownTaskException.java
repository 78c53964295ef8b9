package dev.warpsmith.kernelbench.task;

/** What the user named is no task. The message lists what is, and suggests the nearest name. */
public final class UnknownTaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownTaskException(String message) {
    super(message);
  }
}
