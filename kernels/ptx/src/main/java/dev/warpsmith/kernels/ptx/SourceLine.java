package dev.warpsmith.kernels.ptx;

import java.util.Objects;
import java.util.Optional;

/**
 * A place in CUDA source, from {@code .loc}.
 *
 * @param file index of the {@code .file} directive
 * @param path the file's path as the compiler wrote it
 * @param inlinedAt the call that was inlined here, if one was
 */
public record SourceLine(
    int file, String path, int line, int column, Optional<SourceLine> inlinedAt) {

  /** Checks the path. */
  public SourceLine {
    Objects.requireNonNull(path);
    Objects.requireNonNull(inlinedAt);
  }

  /**
   * Returns the innermost call that stands in the user's own source: compiler headers, which lie in
   * an {@code include} folder, are skipped.
   */
  public SourceLine user() {
    boolean header = path.contains("/include/");
    return header ? inlinedAt.map(SourceLine::user).orElse(this) : this;
  }

  /** Returns the file's name without its folders. */
  public String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns {@code kernel.cu:31}. */
  @Override
  public String toString() {
    return fileName() + ":" + line;
  }
}
