package dev.warpsmith.cli;

/** Ends a command with a message and an exit code, without a stack trace. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  private CommandException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The user's argument cannot be used: what, the value, what was expected, the remedy. */
  static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  /** Something is missing on this machine: what, why, how to get it. */
  static CommandException environment(String message) {
    return new CommandException(ExitCode.ENVIRONMENT, message);
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
