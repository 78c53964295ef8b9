package dev.warpsmith.cli;

import dev.warpsmith.kernels.CudaSource;
import java.util.List;

/** Finds the text of a place such as {@code kernel.cu:31} in a candidate's source. */
final class SourceLines {
  private final String file;
  private final List<String> lines;

  SourceLines(CudaSource source) {
    this.file = source.file();
    this.lines = source.text().lines().toList();
  }

  /** Returns the line without its indentation; empty for a place in another file. */
  String text(String place) {
    int colon = place.lastIndexOf(':');
    if (colon < 0 || !name(place.substring(0, colon)).equals(name(file))) {
      return "";
    }
    String number = place.substring(colon + 1);
    if (!number.matches("[0-9]{1,9}")) {
      return "";
    }
    int line = Integer.parseInt(number);
    return line < 1 || line > lines.size() ? "" : lines.get(line - 1).strip();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
