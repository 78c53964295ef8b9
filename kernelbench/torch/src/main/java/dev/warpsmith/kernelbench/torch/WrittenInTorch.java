package dev.warpsmith.kernelbench.torch;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What a person would write in PyTorch for the built-in tasks whose graphs spell out what PyTorch
 * has as one operator: a baseline of many small ones would be a slow one.
 */
final class WrittenInTorch {
  private static final String FILE = "builtin.txt";

  private WrittenInTorch() {}

  /** Returns the lines of Python of a built-in task; empty if its graph says it as well. */
  static List<String> of(Task task) {
    boolean builtIn =
        BuiltInTasks.find(task.name()).map(Task::graph).filter(task.graph()::equals).isPresent();
    return builtIn
        ? text()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("\\|", 2))
            .filter(columns -> columns[0].strip().equals(task.name()))
            .map(columns -> columns[1].strip())
            .toList()
        : List.of();
  }

  private static String text() {
    try (InputStream in =
        Objects.requireNonNull(WrittenInTorch.class.getResourceAsStream(FILE), FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
  }
}
