package dev.warpsmith.optimizer.suite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that is known of a suite.
 *
 * @param began local date and time
 * @param settings of its runs and of itself, by key
 * @param versions of what its times depend on
 * @param seconds that it took so far, on the clock of the wall, summed over sessions
 * @param rows in the order of the selection
 */
public record Suite(
    String began,
    Map<String, String> settings,
    Map<String, String> versions,
    double seconds,
    List<SuiteRow> rows) {
  public Suite {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    rows = List.copyOf(rows);
  }

  /** Returns the suite with a task's row in the place of the one before. */
  public Suite with(SuiteRow row, double now) {
    List<SuiteRow> changed =
        rows.stream().map(old -> old.task().equals(row.task()) ? row : old).toList();
    return new Suite(began, settings, versions, now, changed);
  }

  /** Returns the suite with other settings. */
  public Suite with(Map<String, String> other) {
    return new Suite(began, other, versions, seconds, rows);
  }

  /** Returns the suite with the tasks to be run again that failed or have no correct candidate. */
  public Suite retried() {
    List<SuiteRow> waiting =
        rows.stream().map(row -> row.lacksResult() ? row.retried() : row).toList();
    return new Suite(began, settings, versions, seconds, waiting);
  }

  /** Returns the rows in a state. */
  public List<SuiteRow> in(SuiteRow.State state) {
    return rows.stream().filter(row -> row.state() == state).toList();
  }

  /** Returns what language models cost, tasks outside of the sums included. */
  public double usd() {
    return rows.stream().mapToDouble(row -> row.spent().usd()).sum();
  }

  /** Returns the tables: for each baseline the groups, and all together if there are several. */
  public List<SuiteTable> tables() {
    return Baselines.of(rows).stream().map(baseline -> SuiteTable.of(rows, baseline)).toList();
  }

  /** Tells whether times are modelled, not measured. */
  public boolean modelled() {
    return settings.getOrDefault("device", "").startsWith("emulated:");
  }

  /** Returns how to read the tables, a sentence each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "speedups are of the best proven candidate of each correct task; fast_p is the part of all"
            + " tasks with one more than p times as fast as the baseline; "
            + SuiteScore.PERCENTILE);
    if (modelled()) {
      notes.add(
          "every time is modelled, not measured ("
              + versions.getOrDefault("model", "")
              + "): it says how the kernels should compare on such a GPU");
    }
    list(in(SuiteRow.State.FAILED), "failed, counted as not correct", notes);
    list(
        rows.stream().filter(SuiteRow::degenerate).toList(),
        "degenerate, outside of the table",
        notes);
    list(in(SuiteRow.State.UNAVAILABLE), "not available, outside of the table", notes);
    list(in(SuiteRow.State.WAITING), "not run, outside of the table", notes);
    return notes;
  }

  private static void list(List<SuiteRow> rows, String why, List<String> notes) {
    if (!rows.isEmpty()) {
      notes.add(
          rows.size()
              + " "
              + why
              + ": "
              + rows.stream().map(row -> row.task().name()).collect(Collectors.joining(", ")));
    }
  }
}
