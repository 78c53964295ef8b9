package dev.warpsmith.profiler.ncu;

import java.util.List;

/**
 * What one output of ncu holds.
 *
 * @param layout how its rows were laid out
 * @param launches in the order printed
 * @param messages ncu's own lines, such as {@code ==PROF== …}, and what followed them
 * @param losses what could not be read, each with its line; empty if nothing is missing
 */
public record NcuReport(
    Layout layout, List<NcuLaunch> launches, List<String> messages, List<String> losses) {

  /** How rows are laid out. */
  public enum Layout {
    /** A row per launch, a column per metric ({@code --page raw}). */
    RAW,
    /** A row per metric ({@code --page details}, with metrics' names). */
    DETAILS,
    /** There is no table. */
    NONE
  }

  /** Copies the lists. */
  public NcuReport {
    launches = List.copyOf(launches);
    messages = List.copyOf(messages);
    losses = List.copyOf(losses);
  }
}
