package dev.warpsmith.kernels;

/**
 * A file that a person or a Coder wrote cannot be read: a broken directive, expression or task.
 *
 * <p>The message holds the position, what was found, what was expected and the remedy.
 */
public final class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SourcePosition position;
  private final String problem;

  public SourceException(SourcePosition position, String problem) {
    super(position + ": " + problem);
    this.position = position;
    this.problem = problem;
  }

  /** Returns where the problem stands. */
  public SourcePosition position() {
    return position;
  }

  /** Returns the message without its position. */
  public String problem() {
    return problem;
  }
}
