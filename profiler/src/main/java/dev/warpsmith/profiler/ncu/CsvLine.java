package dev.warpsmith.profiler.ncu;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Splits lines of CSV, each of which is one record: ncu writes no line feed into a cell. */
final class CsvLine {
  private static final ObjectReader READER =
      new CsvMapper().readerFor(String[].class).with(CsvParser.Feature.WRAP_AS_ARRAY);

  private CsvLine() {}

  /** Returns the cells of a line, or nothing if it ends inside a quoted cell. */
  static Optional<List<String>> cells(String line) {
    // The reader takes a missing last quote for granted; a cut number must not pass for a whole.
    if (line.chars().filter(c -> c == '"').count() % 2 != 0) {
      return Optional.empty();
    }
    try (MappingIterator<String[]> rows = READER.readValues(line)) {
      return rows.hasNextValue() ? Optional.of(List.of(rows.nextValue())) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
