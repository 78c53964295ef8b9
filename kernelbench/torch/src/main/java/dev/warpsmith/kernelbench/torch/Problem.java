package dev.warpsmith.kernelbench.torch;

import java.nio.file.Path;

/**
 * A problem's file in a checkout of KernelBench.
 *
 * @param number in its level, from 1
 */
public record Problem(int level, int number, Path file) implements Comparable<Problem> {
  /** Returns {@code 1/23}. */
  public String id() {
    return level + "/" + number;
  }

  /** Returns the file's name without number and extension. */
  public String title() {
    return String.valueOf(file.getFileName()).replaceAll("^[0-9]+_|_?\\.py$", "");
  }

  @Override
  public int compareTo(Problem other) {
    return level == other.level
        ? Integer.compare(number, other.number)
        : Integer.compare(level, other.level);
  }
}
