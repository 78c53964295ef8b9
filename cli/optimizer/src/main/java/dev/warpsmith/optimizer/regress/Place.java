package dev.warpsmith.optimizer.regress;

/**
 * Where to look.
 *
 * @param file as the user named it, with forward slashes
 * @param line from 1
 */
public record Place(String file, int line) {
  /** Returns {@code kernels/softmax.cu:31}. */
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
