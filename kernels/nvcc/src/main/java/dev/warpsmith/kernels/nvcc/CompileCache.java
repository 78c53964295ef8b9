package dev.warpsmith.kernels.nvcc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Compilations by the hash of all that decides them, on disk, shared by runs and processes. An
 * entry that cannot be read is no entry; a folder that cannot be written costs time, never a run.
 */
public final class CompileCache {
  private final Path folder;
  private final Optional<String> note;

  private CompileCache(Path folder, Optional<String> note) {
    this.folder = folder;
    this.note = note;
  }

  /**
   * Returns the cache of this user: in {@code $WARPSMITH_CACHE}, {@code $XDG_CACHE_HOME/warpsmith}
   * or {@code ~/.cache/warpsmith}.
   */
  public static CompileCache standard() {
    CacheFolder standard = CacheFolder.standard();
    return new CompileCache(standard.path().resolve("compile"), standard.note());
  }

  /** Returns a cache in a given folder, which is created when needed. */
  public static CompileCache at(Path folder) {
    return new CompileCache(folder, Optional.empty());
  }

  /** Returns where the entries are. */
  public Path folder() {
    return folder;
  }

  /** Returns why the cache is not where it usually is, for the user to read. */
  public Optional<String> note() {
    return note;
  }

  Optional<CompiledEntry> find(String key) {
    Path file = file(key);
    try {
      return Files.isRegularFile(file)
          ? CompiledEntry.decode(Files.readAllBytes(file))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void put(String key, CompiledEntry entry) {
    try {
      CacheFolder.write(file(key), entry.encode());
    } catch (UncheckedIOException e) {
      // A full disk or a folder that became read-only: the compilation itself is still good.
      return;
    }
  }

  private Path file(String key) {
    return folder.resolve(key.substring(0, 2)).resolve(key.substring(2));
  }
}
