package dev.warpsmith.coder;

/** What a model may be told of earlier runs. */
@FunctionalInterface
public interface Recollection {
  /**
   * Returns what was tried in earlier runs, with its outcome, a line each.
   *
   * @param bottleneck what holds the candidate back; what concerns it comes first
   * @return empty text if there is nothing to tell
   */
  String about(String bottleneck);

  /** Returns what is told where there is no memory: nothing. */
  static Recollection none() {
    return bottleneck -> "";
  }
}
