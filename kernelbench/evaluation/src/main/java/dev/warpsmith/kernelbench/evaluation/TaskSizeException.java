package dev.warpsmith.kernelbench.evaluation;

/** A task's tensors fit no memory at one of its sizes. The message says which, and what would. */
public final class TaskSizeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TaskSizeException(String message) {
    super(message);
  }
}
