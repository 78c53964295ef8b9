package dev.warpsmith.optimizer.suite;

import java.util.Locale;

/**
 * One task of a suite.
 *
 * @param name unique in the suite, such as {@code softmax} or {@code kernelbench/1/23}
 * @param group the tasks that are summed up together, such as {@code level 1}
 * @param argument what reads it: a built-in name, or a file in its {@link #home}
 * @param folder of its run, below the suite's; {@code ~2} and so on follows if it is not the first
 */
public record SuiteTask(String name, String group, String argument, String folder) {
  /** Sets off the number of a run; in no folder that {@link #folder(String)} returns. */
  private static final char RUN = '~';

  /** Returns the folder's name that a task's name becomes. */
  public static String folder(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]+", "-");
  }

  /** Returns the folder of the task's first run, which keeps its file. */
  public String home() {
    int end = folder.lastIndexOf(RUN);
    return end < 0 ? folder : folder.substring(0, end);
  }

  /** Returns the task with a new run, in a folder of its own; what the last one left stays. */
  SuiteTask again() {
    int end = folder.lastIndexOf(RUN);
    int next = end < 0 ? 2 : Integer.parseInt(folder.substring(end + 1)) + 1;
    return new SuiteTask(name, group, argument, home() + RUN + next);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s (%s)", name, group);
  }
}
