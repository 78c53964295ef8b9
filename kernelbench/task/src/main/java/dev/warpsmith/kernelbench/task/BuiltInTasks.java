package dev.warpsmith.kernelbench.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The tasks that come with Warpsmith: operator graphs beside this class, by name.
 *
 * <p>Further ones stand in sets: a task {@code kernelbench/1/23} is the resource {@code
 * kernelbench/1/23.json}, and {@code kernelbench/index.txt} lists its name.
 */
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

  /**
   * Returns the tasks of a set, in the order of its index; none if there is no such set.
   *
   * @param set such as {@code kernelbench}
   */
  public static List<Entry> set(String set) {
    return index(set).stream().map(name -> new Entry(name, read(name).description())).toList();
  }

  /** Returns a task, or empty if none has the name. */
  public static Optional<Task> find(String name) {
    return known(name) ? Optional.of(read(name)) : Optional.empty();
  }

  /** Returns the operator graph of a task, as JSON, or empty if none has the name. */
  public static Optional<String> text(String name) {
    return known(name) ? Optional.of(resource(name + ".json")) : Optional.empty();
  }

  private static boolean known(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? NAMES.contains(name) : index(name.substring(0, slash)).contains(name);
  }

  /** Reads the names of a set, one a line; what follows a {@code #} is a comment. */
  private static List<String> index(String set) {
    if (!set.matches("[a-z0-9_-]+") || BuiltInTasks.class.getResource(set + "/index.txt") == null) {
      return List.of();
    }
    return resource(set + "/index.txt")
        .lines()
        .map(line -> line.replaceAll("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
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
