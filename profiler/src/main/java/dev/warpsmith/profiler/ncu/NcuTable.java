package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.ncu.NcuReport.Layout;
import java.util.List;

/** A table in ncu's CSV while its rows are read. */
interface NcuTable {
  String ID = "ID";
  String PROCESS = "Process ID";
  String KERNEL = "Kernel Name";

  /** Tells whether a line is a row of headings. */
  static boolean isHeader(String line) {
    return (line.startsWith("\"ID\",") || line.startsWith("ID,")) && line.contains(KERNEL);
  }

  /**
   * Returns the table under a row of headings.
   *
   * @param losses takes what cannot be read
   */
  static NcuTable under(List<String> headings, List<String> losses) {
    return headings.contains(DetailsTable.NAME) && headings.contains(DetailsTable.VALUE)
        ? new DetailsTable(headings, losses)
        : new RawTable(headings, losses);
  }

  Layout layout();

  /**
   * Takes a row.
   *
   * @param line its number in the output
   */
  void add(int line, List<String> cells);

  /** Returns the launches of the rows so far. */
  List<NcuLaunch> launches();

  /** Returns ncu's number of a launch; -1 is never one of ncu's. */
  static int id(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
  }

  /** Rejects numbers that another locale wrote: read as ours they would be wrong a thousandfold. */
  static void requireOurNumbers(int line, String name, String cell) {
    if (NcuNumber.foreign(cell)) {
      throw new NcuCsvException(
          "line "
              + line
              + ": "
              + name
              + " is '"
              + cell
              + "', a number of another locale; a point before decimals was expected. Run ncu with"
              + " LC_ALL=C");
    }
  }
}
