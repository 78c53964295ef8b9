package dev.warpsmith.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option of commands that compare with PyTorch on a GPU. */
final class PythonOption {
  @Option(
      names = "--python",
      paramLabel = "<exe>",
      description =
          "A Python with PyTorch for CUDA: on a GPU, time candidates in turn with PyTorch eager and"
              + " torch.compile (TF32 off). Default: none.")
  Optional<String> python = Optional.empty();

  /** Returns the settings with this flag. */
  Settings addTo(Settings settings) {
    return settings.with(Setting.PYTHON, python);
  }
}
