package dev.warpsmith.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Which of KernelBench's problems a command goes through, and how. */
final class ProblemOptions {
  @Option(
      names = "--level",
      paramLabel = "<levels>",
      description = "Levels, such as 1,2. Default: 1,2.")
  Optional<String> level = Optional.empty();

  @Option(
      names = "--problems",
      paramLabel = "<numbers>",
      description = "Problems of each level, such as 1-20,40. Default: all.")
  Optional<String> numbers = Optional.empty();

  @Option(names = "--fresh", description = "Begin the report anew.")
  boolean fresh;

  @Option(
      names = "--jobs",
      paramLabel = "<n>",
      description = "Problems at once. Default: as many as there are cores.")
  private int jobs = Jobs.ofCores();

  /**
   * Returns how many problems run at once.
   *
   * @throws CommandException if that is not 1 or more
   */
  int jobs() {
    return Jobs.checked(jobs);
  }
}
