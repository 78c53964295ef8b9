package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernelbench.torch.ModelFile;
import dev.warpsmith.kernelbench.torch.PythonChoice;
import dev.warpsmith.kernelbench.torch.TracedModel;
import dev.warpsmith.kernelbench.torch.WorkerSession;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.kernels.nvcc.CacheFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reads what the user names: tasks and candidates. */
final class Tasks {
  private Tasks() {}

  /**
   * A task that was named.
   *
   * @param argument what names it to anybody else, with no Python: a module's is the file of its
   *     operator graph
   * @param module the PyTorch module that it was traced from, if it was
   */
  record Named(String argument, Task task, Optional<TracedModel> module) {}

  /** Reads a task from a built-in name or a file. */
  static Task read(Settings settings, String argument) {
    return named(settings, argument).task();
  }

  /** Tells whether an argument is a PyTorch module, which takes Python to read. */
  static boolean traced(String argument) {
    return argument.toLowerCase(Locale.ROOT).endsWith(".py");
  }

  /** Reads a task from a built-in name or a file; a PyTorch module is traced. */
  static Named named(Settings settings, String argument) {
    if (!traced(argument)) {
      return new Named(argument, TaskReader.read(argument), Optional.empty());
    }
    try (WorkerSession session = WorkerSession.open(python(settings))) {
      TracedModel traced = new ModelFile(Path.of(argument)).trace(session);
      return new Named(keep(traced).toString(), traced.task(), Optional.of(traced));
    }
  }

  /** Keeps a traced graph under its hash, where runs and other processes read it. */
  private static Path keep(TracedModel traced) {
    Path file =
        CacheFolder.standard()
            .path()
            .resolve("traced")
            .resolve(Sha256.of(traced.text()).substring(0, 16))
            .resolve(traced.task().name() + ".json");
    CacheFolder.write(file, traced.text().getBytes(StandardCharsets.UTF_8));
    return file;
  }

  /** Returns the Python that reads PyTorch modules. */
  static String python(Settings settings) {
    Optional<String> named =
        Optional.of(settings.text(Setting.PYTHON))
            .filter(text -> !text.equals(Setting.PYTHON.initial()));
    return PythonChoice.executable(named, privatePython());
  }

  /** Returns the folder of the virtual environment that {@code setup torch} makes. */
  static Path privatePython() {
    return CacheFolder.standard().path().resolve("python");
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
