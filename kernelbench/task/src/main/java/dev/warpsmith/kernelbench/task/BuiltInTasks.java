package dev.warpsmith.kernelbench.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The tasks that come with Warpsmith: operator graphs beside this class, by name. */
public final class BuiltInTasks {
  private static final List<String> NAMES =
      List.of(
          "argmax",
          "column_sum",
          "cross_entropy",
          "cumsum",
          "gelu",
          "layer_norm",
          "matmul",
          "rms_norm",
          "row_sum",
          "softmax",
          "transpose",
          "vector_add");

  private BuiltInTasks() {}

  /** A task's name and its description in a line. */
  public record Entry(String name, String description) {}

  /** Returns every built-in task, by name. */
  public static List<Entry> all() {
    return NAMES.stream()
        .map(BuiltInTasks::read)
        .map(task -> new Entry(task.name(), task.description()))
        .toList();
  }

  /** Returns a task, or empty if none has the name. */
  public static Optional<Task> find(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  /** Returns the operator graph of a task, as JSON, or empty if none has the name. */
  public static Optional<String> text(String name) {
    return NAMES.contains(name) ? Optional.of(resource(name + ".json")) : Optional.empty();
  }

  private static Task read(String name) {
    String file = name + ".json";
    return GraphTask.read(file, resource(file));
  }

  private static String resource(String file) {
    try (InputStream stream = BuiltInTasks.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("built-in task " + file + " is missing from the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read built-in task " + file, e);
    }
  }
}
