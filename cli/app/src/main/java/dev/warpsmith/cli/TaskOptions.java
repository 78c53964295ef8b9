package dev.warpsmith.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that runs candidates. */
final class TaskOptions {
  @Option(
      names = "--device",
      paramLabel = "<id>",
      description = "Where candidates run: auto, cuda:<n> or emulated:<gpu> (see 'devices').")
  Optional<String> device = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "<n>",
      description = "Seed of inputs, schedules and random moves. Default: 1.")
  Optional<String> seed = Optional.empty();

  @Option(
      names = "--ncu",
      paramLabel = "<exe>",
      description =
          "What reads a GPU's counters: auto, none, or the path of Nsight Compute's ncu. Without"
              + " it, profiles of measured candidates are modelled. Default: auto.")
  Optional<String> ncu = Optional.empty();

  @Option(
      names = "--python",
      paramLabel = "<exe>",
      description =
          "A Python with PyTorch: it reads modules (.py), is a second oracle of 'check', and on a"
              + " GPU runs eager and torch.compile in turn with candidates (TF32 off). Default: for"
              + " modules the one that 'setup torch' made, else none.")
  Optional<String> python = Optional.empty();

  @Option(
      names = "--lock-clocks",
      paramLabel = "<MHz>",
      description =
          "Lock a GPU's SM clock while it is in use, and restore it in any case; needs root."
              + " Default: clocks are left alone.")
  Optional<String> lockClocks = Optional.empty();

  @Option(
      names = "--compute-sanitizer",
      paramLabel = "<exe>",
      description =
          "What checks the best candidates on a GPU: auto, none, or the path of NVIDIA's"
              + " compute-sanitizer. Default: auto.")
  Optional<String> computeSanitizer = Optional.empty();

  /** Returns the settings with these flags. */
  Settings settings(Terminal terminal) {
    return Settings.read(terminal.environment())
        .with(Setting.DEVICE, device)
        .with(Setting.LOCK_CLOCKS, lockClocks)
        .with(Setting.SEED, seed)
        .with(Setting.NCU, ncu)
        .with(Setting.PYTHON, python)
        .with(Setting.COMPUTE_SANITIZER, computeSanitizer);
  }
}
