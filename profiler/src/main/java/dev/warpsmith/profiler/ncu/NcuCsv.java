package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.ncu.NcuReport.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads ncu's CSV: the raw page, a row per launch under a row of names and one of units; and the
 * details page, a row per metric, where it has metrics' names.
 *
 * <p>ncu's own lines ({@code ==PROF==}, {@code ==WARNING==}, {@code ==ERROR==}) may stand anywhere,
 * and so may what the program prints. A line that was cut off is left out and named among the
 * losses; every whole one counts.
 */
public final class NcuCsv {
  private final List<String> messages = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();
  private final List<NcuLaunch> launches = new ArrayList<>();
  private Optional<NcuTable> table = Optional.empty();

  private NcuCsv() {}

  /**
   * Reads a whole output.
   *
   * @throws NcuCsvException if its table cannot be understood: labels in place of metrics' names,
   *     or numbers of another locale
   */
  public static NcuReport parse(String text) {
    NcuCsv csv = new NcuCsv();
    int number = 0;
    List<String> lines = text.lines().toList();
    for (String line : lines) {
      number++;
      boolean ended = number < lines.size() || text.endsWith("\n") || line.endsWith("\"");
      csv.line(number, number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line, ended);
    }
    Layout layout = csv.table.map(NcuTable::layout).orElse(Layout.NONE);
    csv.finishTable();
    return new NcuReport(layout, csv.launches, csv.messages, csv.losses);
  }

  private void line(int number, String line, boolean ended) {
    if (line.isBlank()) {
      return;
    }
    boolean said = line.startsWith("==");
    if (!said && NcuTable.isHeader(line)) {
      finishTable();
      table = CsvLine.cells(line).map(cells -> NcuTable.under(cells, losses));
    } else if (!said && table.isPresent() && looksLikeRow(line)) {
      row(table.get(), number, line, ended);
    } else {
      messages.add(line.strip());
    }
  }

  private static boolean looksLikeRow(String line) {
    return line.startsWith("\"") || line.startsWith(",") || Character.isDigit(line.charAt(0));
  }

  private void row(NcuTable rows, int number, String line, boolean ended) {
    Optional<List<String>> cells = CsvLine.cells(line);
    if (cells.isEmpty()) {
      losses.add("line " + number + " ends inside a quoted cell: the output was cut off there");
    } else if (!ended) {
      losses.add("line " + number + " has no end: the output may have been cut off there");
    } else {
      rows.add(number, cells.get());
    }
  }

  private void finishTable() {
    table.ifPresent(rows -> launches.addAll(rows.launches()));
    table = Optional.empty();
  }
}
