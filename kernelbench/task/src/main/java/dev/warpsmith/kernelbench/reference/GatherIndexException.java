package dev.warpsmith.kernelbench.reference;

/** An index to gather at lies outside the dim that it indexes. */
public final class GatherIndexException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  GatherIndexException(String message) {
    super(message);
  }
}
