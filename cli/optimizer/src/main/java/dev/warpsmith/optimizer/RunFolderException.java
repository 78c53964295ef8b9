package dev.warpsmith.optimizer;

/** A folder cannot be used as a run's: it is none, it is damaged, or another process has it. */
public final class RunFolderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunFolderException(String message) {
    super(message);
  }
}
