package dev.warpsmith.kernelbench.torch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which Python reads KernelBench files. */
public final class PythonChoice {
  private PythonChoice() {}

  /**
   * Returns the Python that the user named; else the private one, where {@code warpsmith setup
   * torch} made it; else {@code python3}.
   *
   * @param folder of the private virtual environment, which need not exist
   */
  public static String executable(Optional<String> named, Path folder) {
    Path own = TorchSetup.python(folder);
    return named
        .map(PythonTorch::absolute)
        .orElseGet(() -> Files.isExecutable(own) ? own.toString() : "python3");
  }
}
