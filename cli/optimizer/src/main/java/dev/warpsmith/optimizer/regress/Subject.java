package dev.warpsmith.optimizer.regress;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What the gate watches: a task with its own naive kernels, or a candidate for it.
 *
 * @param name as it was given, such as {@code softmax} or {@code softmax=best.cu}
 * @param task a built-in name or a file
 * @param candidate empty for the task's own kernels
 */
public record Subject(String name, String task, Optional<Path> candidate) {
  /** Parses {@code <task>} or {@code <task>=<candidate.cu>}. */
  public static Subject parse(String name) {
    int at = name.indexOf('=');
    return at < 0
        ? new Subject(name, name, Optional.empty())
        : new Subject(name, name.substring(0, at), Optional.of(Path.of(name.substring(at + 1))));
  }

  /** Returns the file that holds the kernels, as it was given; empty for a built-in task. */
  public Optional<String> file() {
    if (candidate.isPresent()) {
      return candidate.map(path -> path.toString().replace('\\', '/'));
    }
    boolean annotated = task.toLowerCase(Locale.ROOT).endsWith(".cu");
    return annotated ? Optional.of(task.replace('\\', '/')) : Optional.empty();
  }
}
