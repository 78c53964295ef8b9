package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.CudaSource;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what the user names: tasks and candidates. */
final class Tasks {
  private Tasks() {}

  /** Reads a task from a built-in name or a file. */
  static Task read(String argument) {
    return TaskReader.read(argument);
  }

  /** Reads a candidate file; the directives of a whole task in it are left alone. */
  static Candidate candidate(Path file) {
    if (!Files.isRegularFile(file)) {
      throw CommandException.usage(
          "no candidate file '" + file + "'; expected the path of a .cu file with @launch lines");
    }
    return Candidates.ofTask(CudaSource.read(file));
  }
}
