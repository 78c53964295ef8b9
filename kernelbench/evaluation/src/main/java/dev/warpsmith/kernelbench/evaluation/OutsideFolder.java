package dev.warpsmith.kernelbench.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder for tensors that another process reads and writes. */
final class OutsideFolder {
  private OutsideFolder() {}

  static Path create() {
    try {
      return Files.createTempDirectory("warpsmith-outside");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder; set TMPDIR: " + e.getMessage(), e);
    }
  }

  /** Deletes it with what is in it; what cannot be deleted stays. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What is left is in the folder for temporary files.
    }
  }
}
