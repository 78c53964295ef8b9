package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;

/** A task's name, which is also its folder's, and its description. */
record TaskIdentity(String name, String description) {
  private static final String LEGAL = "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}";

  /** Checks the name. */
  static TaskIdentity of(String name, String description, SourcePosition position) {
    if (!name.matches(LEGAL)) {
      throw new SourceException(
          position,
          "task name '"
              + name
              + "' cannot be a folder's name; use letters, digits, '_', '-' and"
              + " '.', beginning with a letter or digit");
    }
    return new TaskIdentity(name, description);
  }

  /** Returns a name from a file's name: without its extension, other characters replaced. */
  static TaskIdentity ofFile(String file) {
    String stem = file.replaceAll("\\.[^.]*$", "").replaceAll("[^A-Za-z0-9_.-]", "_");
    return new TaskIdentity(stem.matches(LEGAL) ? stem : "task", "");
  }
}
