package dev.warpsmith.profiler.sanitizer;

import java.util.List;
import java.util.Locale;

/** A tool of compute-sanitizer. */
public enum SanitizerTool {
  /** Accesses out of bounds and misaligned. */
  MEMCHECK,
  /** Races in shared memory. */
  RACECHECK,
  /** Reads of global memory that nobody wrote. */
  INITCHECK,
  /** Barriers that not all threads reach. */
  SYNCCHECK;

  /** Returns what only this tool is told. */
  List<String> options() {
    return this == MEMCHECK ? List.of("--report-api-errors", "no") : List.of();
  }

  /** Returns the name, such as {@code memcheck}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
