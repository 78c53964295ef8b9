package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.ncu.NcuReport.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The raw page: names, units, then a row per launch. */
final class RawTable implements NcuTable {
  private static final Pattern ROLLED_UP =
      Pattern.compile(".*\\.(sum|avg|min|max|pct|ratio|per_second|pct_of_peak\\w*)");

  private final List<String> headings;
  private final List<String> losses;
  private final Set<List<String>> rows = new LinkedHashSet<>();
  private final List<NcuLaunch> launches = new ArrayList<>();
  private List<String> units = List.of();

  RawTable(List<String> headings, List<String> losses) {
    this.headings = headings;
    this.losses = losses;
  }

  @Override
  public Layout layout() {
    return Layout.RAW;
  }

  @Override
  public void add(int line, List<String> cells) {
    if (cells.size() != headings.size()) {
      losses.add(
          "line "
              + line
              + " has "
              + cells.size()
              + " cells under "
              + headings.size()
              + " headings: the output was cut off there");
    } else if (cell(cells, ID).isBlank()) {
      units = cells;
    } else if (!rows.add(cells)) {
      losses.add("line " + line + " repeats launch " + cell(cells, ID) + ", which counts once");
    } else {
      launches.add(launch(line, cells));
    }
  }

  private NcuLaunch launch(int line, List<String> cells) {
    if (units.isEmpty()) {
      losses.add("line " + line + " has no row of units above it");
      units = Collections.nCopies(headings.size(), "");
    }
    Map<String, String> columns = new LinkedHashMap<>();
    Map<String, Metric> metrics = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      String name = headings.get(i);
      String cell = cells.get(i);
      if (!name.contains("__")) {
        columns.putIfAbsent(name, cell);
      } else {
        if (ROLLED_UP.matcher(name).matches()) {
          NcuTable.requireOurNumbers(line, name, cell);
        }
        Optional<Metric> metric = NcuNumber.metric(name, cell, units.get(i));
        metric.ifPresent(value -> metrics.merge(name, value, NcuNumber::better));
        if (metric.isEmpty()) {
          texts.putIfAbsent(name, cell);
        }
      }
    }
    return new NcuLaunch(
        NcuTable.id(cell(cells, ID)),
        cell(cells, PROCESS),
        cell(cells, KERNEL),
        columns,
        metrics,
        texts);
  }

  private String cell(List<String> cells, String heading) {
    int at = headings.indexOf(heading);
    return at < 0 ? "" : cells.get(at);
  }

  @Override
  public List<NcuLaunch> launches() {
    return List.copyOf(launches);
  }
}
