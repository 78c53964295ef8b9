package dev.warpsmith.kernelbench.graph;

/**
 * The least that any implementation of a graph must do, at given dims: the numerator of a roofline
 * (Williams, Waterman, Patterson 2009).
 *
 * @param bytesRead each used input once, of one that is only gathered from what is picked
 * @param bytesWritten each output once
 * @param work arithmetic of all values that outputs depend on
 */
public record Cost(long bytesRead, long bytesWritten, Work work) {
  /** Returns the bytes read and written. */
  public long bytes() {
    return Math.addExact(bytesRead, bytesWritten);
  }

  /** Returns the operations per byte. */
  public double intensity() {
    return (double) work.flops() / bytes();
  }
}
