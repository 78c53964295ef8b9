package dev.warpsmith.optimizer;

/** The budget does not allow what comes next; its message says which part of it, in one clause. */
final class BudgetSpentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BudgetSpentException(String message) {
    super(message);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
