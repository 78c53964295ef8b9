package dev.warpsmith.kernelbench.task;

/** A result passes where {@code |out - ref| <= absolute + relative * |ref|}. */
public record Tolerance(double absolute, double relative) {
  public Tolerance {
    if (!(absolute >= 0) || !(relative >= 0)) {
      throw new IllegalArgumentException(
          "tolerance atol = " + absolute + ", rtol = " + relative + ": expected 0 or more");
    }
  }
}
