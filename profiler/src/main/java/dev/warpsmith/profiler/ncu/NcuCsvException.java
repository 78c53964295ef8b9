package dev.warpsmith.profiler.ncu;

/** Text cannot be read as ncu's CSV; the message says why, where, and what to do. */
public final class NcuCsvException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NcuCsvException(String message) {
    super(message);
  }
}
