package dev.warpsmith.profiler.timing;

/** What a time was taken with. Times of different clocks are never compared. */
public enum Clock {
  /** CUDA events on a GPU. */
  CUDA_EVENT,
  /** The modelled clock of an emulated GPU. */
  MODELLED,
  /** The host's monotonic clock. */
  HOST;

  /** Returns the name that people read, such as {@code modelled}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
