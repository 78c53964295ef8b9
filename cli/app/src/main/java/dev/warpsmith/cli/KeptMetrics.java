package dev.warpsmith.cli;

import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.profiler.selection.MetricSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The set of metrics that a run's Judge shows: kept in its folder, so that it can be resumed. */
final class KeptMetrics {
  private static final String FILE = "metrics-shown.json";

  private KeptMetrics() {}

  /** Copies the set that the settings name, if they name one. */
  static void keep(Settings settings, RunFolder folder) {
    if (settings.metrics().isPresent()) {
      Path file = Path.of(settings.text(Setting.METRICS));
      try {
        folder.writeAtomically(FILE, Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
  }

  /** Returns the file of a run's set, or the setting that shows all. */
  static String file(Path folder) {
    Path file = folder.resolve(FILE);
    return Files.isRegularFile(file) ? file.toString() : Setting.METRICS.initial();
  }

  /** Returns the names of a run's set, strongest first; none if it has no set. */
  static List<String> names(RunFolder folder) {
    Path file = folder.path().resolve(FILE);
    return Files.isRegularFile(file) ? MetricSet.read(file).names() : List.of();
  }
}
