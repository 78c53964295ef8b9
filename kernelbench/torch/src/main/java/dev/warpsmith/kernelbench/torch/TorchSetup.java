package dev.warpsmith.kernelbench.torch;

import dev.warpsmith.kernels.process.ToolRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a private virtual environment with PyTorch.
 *
 * @param base the Python that it is made of
 * @param folder where it goes; one that is there already is replaced
 * @param index a package index for pip; empty text for pip's own
 */
public record TorchSetup(String base, Path folder, String index) {
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final int SHOWN_LINES = 6;

  /** PyTorch's own index of builds without CUDA, which are a tenth as large. */
  public static final String CPU_INDEX = "https://download.pytorch.org/whl/cpu";

  /** Returns the Python of a virtual environment. */
  public static Path python(Path folder) {
    return folder.resolve("bin").resolve("python");
  }

  /**
   * Makes it, which takes minutes.
   *
   * @param step is told what begins
   * @throws TorchException if a step fails; the message has the end of what the tool said
   */
  public PythonTorch make(Consumer<String> step) {
    step.accept("a virtual environment in " + folder);
    run(
        List.of(base, "-m", "venv", "--clear", folder.toString()),
        "install Python 3 with its venv module (Debian, Ubuntu: apt install python3-venv)");
    step.accept("PyTorch, by pip; this takes minutes");
    List<String> pip =
        new ArrayList<>(
            List.of(
                python(folder).toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "torch",
                "numpy"));
    if (!index.isEmpty()) {
      pip.addAll(List.of("--index-url", index));
    }
    run(pip, "look whether pip reaches its package index");
    return PythonTorch.probe(python(folder).toString());
  }

  private void run(List<String> command, String remedy) {
    try {
      Path parent = folder.toAbsolutePath().getParent();
      Files.createDirectories(parent == null ? folder : parent);
      ToolRun run = ToolRun.of(command, parent == null ? folder : parent, System.getenv(), LIMIT);
      if (!run.succeeded()) {
        List<String> lines = run.output().strip().lines().toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        throw new TorchException(
            String.join(" ", command)
                + (run.timedOut() ? " took longer than an hour" : " failed")
                + ": "
                + String.join("\n", last)
                + "; "
                + remedy);
      }
    } catch (IOException e) {
      throw command.get(0).equals(base)
          ? new TorchException(
              "Python '" + base + "' cannot be started: " + e.getMessage() + "; " + remedy)
          : new UncheckedIOException("cannot make " + folder + ": " + e.getMessage(), e);
    }
  }
}
