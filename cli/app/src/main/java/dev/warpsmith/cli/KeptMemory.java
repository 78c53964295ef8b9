package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.memory.Lessons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run is told of earlier ones: kept in its folder, so that a resumed run is told the same.
 */
final class KeptMemory {
  private static final String FILE = "memory.json";

  private KeptMemory() {}

  /** Rejects a folder that is not there, before anything is opened. */
  static void require(Settings settings) {
    folder(settings)
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw CommandException.usage(
                  "--memory "
                      + folder
                      + ": there is no such folder; expected one with runs in it, such as runs");
            });
  }

  private static Optional<Path> folder(Settings settings) {
    return settings.isNone(Setting.MEMORY)
        ? Optional.empty()
        : Optional.of(Path.of(settings.text(Setting.MEMORY)));
  }

  /** Reads the lessons of the folder that the settings name, if they name one, and keeps them. */
  static void keep(Settings settings, RunFolder run, Task task, GpuSpec gpu) {
    folder(settings)
        .ifPresent(folder -> run.writeAtomically(FILE, Lessons.read(folder, task, gpu).write()));
  }

  /** Copies the lessons of another run. */
  static void copy(Path from, RunFolder run) {
    if (Files.isRegularFile(from.resolve(FILE))) {
      run.writeAtomically(FILE, of(from).write());
    }
  }

  /** Returns what a run is told; nothing if it has no memory. */
  static Lessons of(Path run) {
    Path file = run.resolve(FILE);
    try {
      return Files.isRegularFile(file) ? Lessons.parse(Files.readString(file)) : Lessons.none();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
