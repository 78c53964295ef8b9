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
import java.util.regex.Pattern;

/** One run of the Python worker, in a folder of its own. */
final class Worker {
  private static final List<String> SCRIPTS =
      List.of(
          "worker.py",
          "kernelbench_file/__init__.py",
          "kernelbench_file/constants.py",
          "kernelbench_file/contract.py",
          "kernelbench_file/contractions.py",
          "kernelbench_file/draws.py",
          "kernelbench_file/faults.py",
          "kernelbench_file/modules.py",
          "kernelbench_file/opinion.py",
          "kernelbench_file/problem.py",
          "kernelbench_file/recorder.py",
          "kernelbench_file/recurrences.py",
          "kernelbench_file/screen.py",
          "kernelbench_file/service.py",
          "kernelbench_file/sizes.py",
          "kernelbench_file/tasks.py",
          "kernelbench_file/tracing.py",
          "kernelbench_file/translation.py",
          "kernelbench_file/views.py");
  private static final int SHOWN_LINES = 6;
  private static final Pattern ALLOWED =
      Pattern.compile(
          "PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|LD_LIBRARY_PATH|VIRTUAL_ENV"
              + "|PYTHON[A-Z0-9]*|CUDA_(HOME|PATH|VISIBLE_DEVICES)|XDG_CACHE_HOME|OMP_.*|MKL_.*");

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
    return run(limit, arguments, environment(System.getenv()));
  }

  /** Runs the worker with other variables. */
  String run(Duration limit, List<String> arguments, Map<String, String> environment) {
    ToolRun run = start(command(arguments), environment, limit);
    if (run.timedOut()) {
      throw new TorchException(
          python + " with PyTorch took longer than " + limit.toSeconds() + " s and was ended");
    }
    if (!run.succeeded()) {
      throw failed(run.output(), run.exitCode());
    }
    return run.output();
  }

  /** Writes the worker's scripts and returns the command that runs them. */
  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(python, "-B", script().toString()));
    command.addAll(arguments);
    return command;
  }

  /** The user's file runs in the worker, so it sees no variable that could hold a secret. */
  static Map<String, String> environment(Map<String, String> all) {
    Map<String, String> allowed = new TreeMap<>(all);
    allowed.keySet().removeIf(name -> !ALLOWED.matcher(name).matches());
    allowed.put("PYTHONIOENCODING", "utf-8");
    return allowed;
  }

  /**
   * Returns the variables for code that nobody trusts: its home, caches and temporary files are in
   * a folder that goes with it, so nothing is found there of an earlier run.
   */
  static Map<String, String> environment(Map<String, String> all, Path folder) {
    Map<String, String> allowed = environment(all);
    String home = all.getOrDefault("HOME", "/");
    allowed.putIfAbsent("PYTHONUSERBASE", home + "/.local"); // a PyTorch may be installed there
    for (String name : List.of("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME")) {
      allowed.put(name, folder.toString());
    }
    allowed.put("TORCH_EXTENSIONS_DIR", folder.resolve("extensions").toString());
    allowed.put("TRITON_CACHE_DIR", folder.resolve("triton").toString());
    allowed.put("TORCHINDUCTOR_CACHE_DIR", folder.resolve("inductor").toString());
    return allowed;
  }

  private ToolRun start(List<String> command, Map<String, String> environment, Duration limit) {
    try {
      return ToolRun.of(command, folder, environment, limit);
    } catch (IOException e) {
      throw notStarted(e);
    }
  }

  TorchException notStarted(IOException problem) {
    return notStarted(python, problem);
  }

  static TorchException notStarted(String python, IOException problem) {
    return new TorchException(
        "Python '"
            + python
            + "' cannot be started: "
            + problem.getMessage()
            + "; run: warpsmith setup torch (or give the path of a Python that has PyTorch, such"
            + " as .venv/bin/python)");
  }

  TorchException failed(String output, int exitCode) {
    return failed(python, exitCode, output);
  }

  /** Returns what to say of a Python that ended. */
  static TorchException failed(String python, int exitCode, String output) {
    if (output.contains("No module named 'torch'")) {
      return new TorchException(
          "Python '"
              + python
              + "' has no PyTorch; run: warpsmith setup torch (or "
              + python
              + " -m pip install torch)");
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
    SCRIPTS.forEach(script -> script(folder, script));
    return folder.resolve(SCRIPTS.get(0));
  }

  /** Writes one of the scripts that come with Warpsmith into a folder. */
  static Path script(Path folder, String name) {
    Path file = folder.resolve(name);
    try (InputStream in = Objects.requireNonNull(Worker.class.getResourceAsStream(name), name)) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, in.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
