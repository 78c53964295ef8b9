package dev.warpsmith.kernelbench.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder of its own for one job. */
record JobFolder(Path path) implements AutoCloseable {
  static JobFolder create() {
    try {
      return new JobFolder(Files.createTempDirectory("warpsmith-job"));
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for a job: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    delete(path);
  }

  /** Deletes a folder with everything in it, as far as that is possible. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // What is left is in the folder for temporary files.
    }
  }
}
