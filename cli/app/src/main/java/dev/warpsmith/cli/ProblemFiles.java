package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.torch.Checkout;
import dev.warpsmith.kernelbench.torch.Problem;
import dev.warpsmith.optimizer.suite.KernelBenchProblems;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where problems of KernelBench are that are not built in.
 *
 * @param checkout of KernelBench, if there is one
 */
record ProblemFiles(Optional<Path> checkout) {
  private static final Pattern FILE = Pattern.compile(".*level([1-9])[/\\\\][0-9]+_[^/\\\\]*\\.py");

  /**
   * Returns what reads a problem: its name if it is built in, or else its file, where that is.
   *
   * @param name such as {@code kernelbench/3/5}
   * @throws dev.warpsmith.kernelbench.torch.TorchException if the folder is no checkout
   */
  String argument(String name) {
    if (checkout.isEmpty() || BuiltInTasks.find(name).isPresent()) {
      return name;
    }
    int level = KernelBenchProblems.level(name).orElseThrow();
    int number = Integer.parseInt(name.substring(name.lastIndexOf('/') + 1));
    return new Checkout(checkout.get())
        .problems(level).stream()
            .filter(problem -> problem.number() == number)
            .map(Problem::file)
            .map(Path::toString)
            .findFirst()
            .orElse(name);
  }

  /** Returns the level of a problem by its name, or by its file in a checkout. */
  static Optional<Integer> level(String argument) {
    Matcher file = FILE.matcher(argument);
    return KernelBenchProblems.level(argument)
        .or(() -> file.matches() ? Optional.of(Integer.valueOf(file.group(1))) : Optional.empty());
  }
}
