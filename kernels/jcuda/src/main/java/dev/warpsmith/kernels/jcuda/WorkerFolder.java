package dev.warpsmith.kernels.jcuda;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A worker's private folder: its socket, the staging file, its standard streams, and what JCuda
 * unpacks.
 *
 * <p>The parent deletes it when it closes the worker; the worker, when its parent dies; and where
 * both were killed, the next run that starts a worker.
 */
record WorkerFolder(Path path, FolderClaim claim) {
  private static final String PREFIX = "warpsmith-cuda";

  /** The longest path of a Unix socket, less the socket's name. */
  private static final int LONGEST = 90;

  private static final int MOST_PRINTED = 1 << 20;
  private static final int MOST_LINES = 4;
  private static final int MOST_TRIES = 5;

  /**
   * Makes a folder, and deletes those whose runs were killed.
   *
   * @param usual where, unless the path of a socket there would be too long
   */
  static WorkerFolder create(Path usual) throws IOException {
    boolean fits = usual.toAbsolutePath().toString().length() <= LONGEST - 2 * PREFIX.length();
    Path in = fits ? usual.toAbsolutePath() : Path.of("/tmp");
    deleteAbandoned(in);
    Path made = Files.createTempDirectory(in, PREFIX);
    try {
      return new WorkerFolder(made, FolderClaim.on(made));
    } catch (IOException e) {
      delete(made);
      throw e;
    }
  }

  private static void deleteAbandoned(Path in) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(in, PREFIX + "[0-9]*")) {
      for (Path folder : folders) {
        if (FolderClaim.abandoned(folder)) {
          delete(folder);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
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
    delete(path);
    claim.close();
  }

  /** Deletes a worker's folder, which the other process may be doing at the same time. */
  static void delete(Path folder) {
    for (int tries = 0; tries < MOST_TRIES && Files.exists(folder); tries++) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException e) {
        // A file that the other has just deleted, or one that has just come.
      }
    }
  }
}
