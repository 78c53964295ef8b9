package dev.warpsmith.profiler.selection;

/** No selection can be made of what was given; the message says what the protocol needs. */
public final class SelectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SelectionException(String message) {
    super(message);
  }
}
