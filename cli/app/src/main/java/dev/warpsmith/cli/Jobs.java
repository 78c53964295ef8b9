package dev.warpsmith.cli;

/** How many of something a command does at once: what {@code --jobs} may be. */
final class Jobs {
  private Jobs() {}

  /** Returns as many as there are cores. */
  static int ofCores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Returns what was given.
   *
   * @throws CommandException if that is not 1 or more
   */
  static int checked(int given) {
    if (given < 1) {
      throw CommandException.usage("--jobs " + given + ": expected 1 or more");
    }
    return given;
  }
}
