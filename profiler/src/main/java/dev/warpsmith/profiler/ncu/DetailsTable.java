package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.ncu.NcuReport.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The details page: a row per metric and launch, with its unit beside it.
 *
 * <p>It names metrics by labels such as {@code Duration}, which several metrics share, unless ncu
 * ran with {@code --metrics} or with {@code --print-metric-name name}.
 */
final class DetailsTable implements NcuTable {
  static final String NAME = "Metric Name";
  static final String VALUE = "Metric Value";
  private static final String UNIT = "Metric Unit";

  private final List<String> headings;
  private final List<String> losses;
  private final Map<List<String>, Launch> launches = new LinkedHashMap<>();
  private int labels;
  private String label = "";

  /** A launch while its rows are read. */
  private record Launch(
      Map<String, String> columns, Map<String, Metric> metrics, Map<String, String> texts) {}

  DetailsTable(List<String> headings, List<String> losses) {
    this.headings = headings;
    this.losses = losses;
  }

  @Override
  public Layout layout() {
    return Layout.DETAILS;
  }

  @Override
  public void add(int line, List<String> cells) {
    if (cells.size() <= headings.indexOf(VALUE)) {
      losses.add("line " + line + " ends before its " + VALUE + ": the output was cut off there");
      return;
    }
    String name = cell(cells, NAME);
    if (name.contains("__")) {
      String value = cell(cells, VALUE);
      NcuTable.requireOurNumbers(line, name, value);
      take(line, name, value, cells);
    } else if (!name.isBlank()) {
      labels++;
      label = name;
    }
  }

  private void take(int line, String name, String value, List<String> cells) {
    List<String> key = List.of(cell(cells, ID), cell(cells, PROCESS), cell(cells, KERNEL));
    Launch launch =
        launches.computeIfAbsent(
            key, k -> new Launch(columns(cells), new LinkedHashMap<>(), new LinkedHashMap<>()));
    Optional<Metric> metric = NcuNumber.metric(name, value, cell(cells, UNIT));
    if (metric.isEmpty()) {
      launch.texts.putIfAbsent(name, value);
      return;
    }
    Metric known = launch.metrics.putIfAbsent(name, metric.get());
    if (known != null && !known.equals(metric.get())) {
      launch.metrics.put(name, NcuNumber.better(known, metric.get()));
      losses.add("line " + line + " gives " + name + " of launch " + key.get(0) + " again");
    }
  }

  private Map<String, String> columns(List<String> cells) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < headings.indexOf(NAME); i++) {
      columns.putIfAbsent(headings.get(i), cells.get(i));
    }
    return columns;
  }

  private String cell(List<String> cells, String heading) {
    int at = headings.indexOf(heading);
    return at < 0 || at >= cells.size() ? "" : cells.get(at);
  }

  @Override
  public List<NcuLaunch> launches() {
    if (labels > 0 && launches.isEmpty()) {
      throw new NcuCsvException(
          "this is ncu's details page with labels such as '"
              + label
              + "' in place of metrics' names; run ncu with --page raw, or with --print-metric-name"
              + " name");
    }
    if (labels > 0) {
      losses.add(labels + " rows have a label such as '" + label + "' in place of a metric's name");
    }
    List<NcuLaunch> read = new ArrayList<>();
    launches.forEach(
        (key, launch) ->
            read.add(
                new NcuLaunch(
                    NcuTable.id(key.get(0)),
                    key.get(1),
                    key.get(2),
                    launch.columns,
                    launch.metrics,
                    launch.texts)));
    return List.copyOf(read);
  }
}
