package dev.warpsmith.kernelbench.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A checkout of KernelBench: {@code KernelBench/level1/23_Softmax.py} and its like. */
public record Checkout(Path folder) {
  private static final Pattern FILE = Pattern.compile("([0-9]+)_.*\\.py");

  /**
   * Returns the problems of a level, by number.
   *
   * @throws TorchException if the folder is no checkout
   */
  public List<Problem> problems(int level) {
    Path files = level(level);
    try (Stream<Path> paths = Files.list(files)) {
      List<Problem> problems =
          paths.flatMap(path -> problem(level, path).stream()).sorted().toList();
      if (problems.isEmpty()) {
        throw new TorchException(files + " has no file such as 23_Softmax.py; " + expected());
      }
      return problems;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + files + ": " + e.getMessage(), e);
    }
  }

  private Path level(int level) {
    return Stream.of(folder.resolve("KernelBench"), folder)
        .map(path -> path.resolve("level" + level))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(
            () ->
                new TorchException(
                    "'"
                        + folder
                        + "' has no folder KernelBench/level"
                        + level
                        + "; "
                        + expected()));
  }

  private static String expected() {
    return "expected a checkout of https://github.com/ScalingIntelligence/KernelBench";
  }

  private static Stream<Problem> match(int level, Path path) {
    Matcher matcher = FILE.matcher(String.valueOf(path.getFileName()));
    return matcher.matches()
        ? Stream.of(new Problem(level, Integer.parseInt(matcher.group(1)), path))
        : Stream.empty();
  }

  private static List<Problem> problem(int level, Path path) {
    return match(level, path).toList();
  }
}
