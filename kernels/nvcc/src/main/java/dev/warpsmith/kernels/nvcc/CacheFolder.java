package dev.warpsmith.kernels.nvcc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that caches live in.
 *
 * @param path exists and can be written
 * @param note why it is not the usual folder, if it is not
 */
public record CacheFolder(Path path, Optional<String> note) {

  /** Returns the folder of this process' environment. */
  public static CacheFolder standard() {
    return of(System.getenv(), Path.of(System.getProperty("user.home", "")));
  }

  /**
   * Returns {@code $WARPSMITH_CACHE}, {@code $XDG_CACHE_HOME/warpsmith} or {@code
   * ~/.cache/warpsmith}; a folder for temporary files if that cannot be written.
   */
  static CacheFolder of(Map<String, String> environment, Path home) {
    Path usual = usual(environment, home);
    if (writable(usual)) {
      return new CacheFolder(usual, Optional.empty());
    }
    Path temporary =
        Path.of(
            System.getProperty("java.io.tmpdir"), "warpsmith-" + System.getProperty("user.name"));
    if (!writable(temporary)) {
      throw new ToolchainException(
          "neither "
              + usual
              + " nor "
              + temporary
              + " can be written; set WARPSMITH_CACHE to a folder that can");
    }
    String note =
        "the cache folder "
            + usual
            + " cannot be written; using "
            + temporary
            + " (set WARPSMITH_CACHE to choose another)";
    return new CacheFolder(temporary, Optional.of(note));
  }

  private static Path usual(Map<String, String> environment, Path home) {
    String chosen = environment.getOrDefault("WARPSMITH_CACHE", "");
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!chosen.isBlank()) {
      return Path.of(chosen);
    }
    return (xdg.isBlank() ? home.resolve(".cache") : Path.of(xdg)).resolve("warpsmith");
  }

  private static boolean writable(Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.isWritable(folder);
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes a file so that other processes see all of it or nothing. */
  public static void write(Path file, byte[] content) {
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
      Path partial = Files.createTempFile(folder, "partial", ".tmp");
      try {
        Files.write(partial, content);
        Files.move(
            partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
