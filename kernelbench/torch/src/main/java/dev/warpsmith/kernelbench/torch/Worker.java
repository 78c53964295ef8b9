package dev.warpsmith.kernelbench.torch;

import dev.warpsmith.kernels.process.ToolRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** One run of the Python worker, in a folder of its own. */
final class Worker {
  private static final String SCRIPT = "worker.py";
  private static final int SHOWN_LINES = 6;

  private final String python;
  private final Path folder;

  Worker(String python, Path folder) {
    this.python = python;
    this.folder = folder;
  }

  /**
   * Runs the worker to its end.
   *
   * @return what it printed
   * @throws TorchException if Python is missing, fails, or takes longer than the limit
   */
  String run(Duration limit, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(python, "-B", script().toString()));
    command.addAll(arguments);
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.put("PYTHONIOENCODING", "utf-8");
    ToolRun run = start(command, environment, limit);
    if (run.timedOut()) {
      throw new TorchException(
          python + " with PyTorch took longer than " + limit.toSeconds() + " s and was ended");
    }
    if (!run.succeeded()) {
      throw failed(python, run.exitCode(), run.output());
    }
    return run.output();
  }

  private ToolRun start(List<String> command, Map<String, String> environment, Duration limit) {
    try {
      return ToolRun.of(command, folder, environment, limit);
    } catch (IOException e) {
      throw notStarted(python, e);
    }
  }

  static TorchException notStarted(String python, IOException e) {
    return new TorchException(
        "Python '"
            + python
            + "' cannot be started: "
            + e.getMessage()
            + "; give the path of a Python that has PyTorch, such as .venv/bin/python");
  }

  /** Returns what to say of a Python that ended. */
  static TorchException failed(String python, int exitCode, String output) {
    if (output.contains("No module named 'torch'")) {
      return new TorchException(
          "Python '"
              + python
              + "' has no PyTorch; install it: "
              + python
              + " -m pip install torch");
    }
    List<String> lines = output.strip().lines().toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    return new TorchException(
        "Python '"
            + python
            + "' with PyTorch ended with exit code "
            + exitCode
            + ": "
            + String.join("\n", last));
  }

  private Path script() {
    return script(folder, SCRIPT);
  }

  /** Writes one of the scripts that come with Warpsmith into a folder. */
  static Path script(Path folder, String name) {
    Path file = folder.resolve(name);
    try (InputStream in = Objects.requireNonNull(Worker.class.getResourceAsStream(name), name)) {
      Files.write(file, in.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
