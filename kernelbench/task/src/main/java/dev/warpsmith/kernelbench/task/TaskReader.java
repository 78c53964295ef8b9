package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a task from what the user typed: a built-in name or a file. */
public final class TaskReader {
  private static final long LARGEST_BYTES = 4L << 20;

  private TaskReader() {}

  /**
   * Reads a task.
   *
   * @param argument a built-in name ({@code softmax}), an annotated {@code .cu} file, or an
   *     operator graph in a {@code .json} file
   * @throws UnknownTaskException if it is none of these
   * @throws SourceException if the file has an error; the message names file, line and column
   */
  public static Task read(String argument) {
    Optional<Task> builtIn = BuiltInTasks.find(argument);
    if (builtIn.isPresent()) {
      return builtIn.get();
    }
    String name = argument.toLowerCase(Locale.ROOT);
    if (name.endsWith(".cu")) {
      return AnnotatedTask.read(CudaSource.read(path(argument)));
    }
    if (name.endsWith(".json")) {
      Path path = path(argument);
      return GraphTask.read(String.valueOf(path.getFileName()), text(path));
    }
    if (name.endsWith(".py")) {
      throw new UnknownTaskException(
          "task '"
              + argument
              + "' is a PyTorch module, which must be traced to an operator graph first; 'warpsmith"
              + " optimize' and its like do that");
    }
    if (name.startsWith("kernelbench/")) {
      throw new UnknownTaskException(
          "task '"
              + argument
              + "' is not built in; give the problem's file in a checkout of KernelBench, such as"
              + " KernelBench/level1/23_Softmax.py");
    }
    throw unknown(argument);
  }

  /**
   * Reads an annotated kernel, which is a whole task.
   *
   * @throws SourceException if it has an error; the message names file, line and column
   */
  public static Task read(CudaSource source) {
    return AnnotatedTask.read(source);
  }

  /**
   * Reads a task from a text.
   *
   * @param file its name, which ends in {@code .cu} or {@code .json} and is used in messages
   * @throws UnknownTaskException if the name ends otherwise
   * @throws SourceException if the text has an error
   */
  public static Task parse(String file, String text) {
    if (file.endsWith(".cu")) {
      return AnnotatedTask.read(CudaSource.parse(file, text));
    }
    if (file.endsWith(".json")) {
      return GraphTask.read(file, text);
    }
    throw new UnknownTaskException("task file '" + file + "': expected a .cu or a .json file");
  }

  private static UnknownTaskException unknown(String argument) {
    List<String> names = BuiltInTasks.all().stream().map(BuiltInTasks.Entry::name).toList();
    return new UnknownTaskException(
        "unknown task '"
            + argument
            + "'"
            + Spelling.hint(argument, names)
            + " (built in: "
            + String.join(", ", names)
            + "; or give an annotated .cu file or an operator graph"
            + " .json file)");
  }

  private static Path path(String argument) {
    try {
      return Path.of(argument);
    } catch (InvalidPathException e) {
      throw new UnknownTaskException("'" + argument + "' is no path: " + e.getReason());
    }
  }

  private static String text(Path path) {
    SourcePosition position = SourcePosition.ofLine(path.toString(), 1);
    if (!Files.isRegularFile(path)) {
      throw new SourceException(
          position, "no such file; give the path of an operator graph .json file");
    }
    try {
      if (Files.size(path) > LARGEST_BYTES) {
        throw new SourceException(
            position, "the file has " + Files.size(path) + " bytes, expected at most 4 MiB");
      }
      return Files.readString(path);
    } catch (CharacterCodingException e) {
      throw new SourceException(position, "the file is not UTF-8 text; convert it to UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }
}
