package dev.warpsmith.kernels.jcuda;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A worker's private folder: its socket, the staging file, its standard streams, and what JCuda
 * unpacks.
 */
record WorkerFolder(Path path) {
  /** The longest path of a Unix socket, less the socket's name. */
  private static final int LONGEST = 90;

  private static final int MOST_PRINTED = 1 << 20;
  private static final int MOST_LINES = 4;

  static WorkerFolder create() throws IOException {
    Path usual = Path.of(System.getProperty("java.io.tmpdir"));
    String prefix = "warpsmith-cuda";
    return new WorkerFolder(
        usual.toAbsolutePath().toString().length() > LONGEST - 2 * prefix.length()
            ? Files.createTempDirectory(Path.of("/tmp"), prefix)
            : Files.createTempDirectory(usual, prefix));
  }

  Path socket() {
    return path.resolve("socket");
  }

  Path staging() {
    return path.resolve("staging");
  }

  Path output() {
    return path.resolve("output");
  }

  Path errors() {
    return path.resolve("errors");
  }

  /** Returns what was printed since the last call; past a megabyte it is cut. */
  String printed() {
    try {
      if (!Files.exists(output()) || Files.size(output()) == 0) {
        return "";
      }
      try (RandomAccessFile file = new RandomAccessFile(output().toFile(), "rw")) {
        byte[] bytes = new byte[(int) Math.min(file.length(), MOST_PRINTED)];
        file.readFully(bytes);
        file.setLength(0);
        return new String(bytes, StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what a kernel printed, " + output(), e);
    }
  }

  /**
   * Returns what the process said of its end, on one line. A JVM writes of a crash to its standard
   * output.
   */
  String complaint() {
    return Stream.of(errors(), output())
        .flatMap(WorkerFolder::lines)
        .map(line -> line.replaceFirst("^#\\s*", "").strip())
        .filter(line -> line.matches(".*SIG[A-Z]+.*|C +\\[.*|(?i).*(error|cannot).*"))
        .filter(line -> !line.contains("fatal error") && !line.contains("error report"))
        .limit(MOST_LINES)
        .collect(Collectors.joining("; "));
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  /** Deletes the folder with everything in it, as far as that is possible. */
  void delete() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Another process may be deleting it too; what is left is in the folder for temporary files.
    }
  }
}
