package dev.warpsmith.kernels.device;

/** A CUDA {@code dim3}: three positive extents. */
public record Dim3(int x, int y, int z) {
  public Dim3 {
    if (x < 0 || y < 0 || z < 0) {
      throw new IllegalArgumentException("dim3(" + x + ", " + y + ", " + z + "): below zero");
    }
  }

  /** Returns {@code (x, 1, 1)}. */
  public static Dim3 of(int x) {
    return new Dim3(x, 1, 1);
  }

  /** Returns x · y · z. */
  public long count() {
    return (long) x * y * z;
  }

  /** Returns the position of a linear index, x running fastest. */
  public Dim3 at(long index) {
    return new Dim3((int) (index % x), (int) (index / x % y), (int) (index / ((long) x * y)));
  }

  @Override
  public String toString() {
    return "(" + x + "," + y + "," + z + ")";
  }
}
