package dev.warpsmith.optimizer.suite;

import java.util.Locale;

/**
 * One task of a suite.
 *
 * @param name unique in the suite, such as {@code softmax} or {@code kernelbench/1/23}
 * @param group the tasks that are summed up together, such as {@code level 1}
 * @param argument what reads it: a built-in name, or a file in its folder
 * @param folder of its run, below the suite's
 */
public record SuiteTask(String name, String group, String argument, String folder) {
  /** Returns the folder's name that a task's name becomes. */
  public static String folder(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]+", "-");
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s (%s)", name, group);
  }
}
