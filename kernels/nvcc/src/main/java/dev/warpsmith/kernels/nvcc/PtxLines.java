package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.SourcePosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps lines of PTX text to the source lines that its {@code .loc} directives name. */
final class PtxLines {
  private static final Pattern FILE = Pattern.compile("\\s*\\.file\\s+(\\d+)\\s+\"([^\"]*)\".*");
  private static final Pattern LOC = Pattern.compile("\\s*\\.loc\\s+(\\d+)\\s+(\\d+)\\s.*");

  private final List<String> lines;
  private final Map<String, String> files = new HashMap<>();

  PtxLines(String ptx) {
    lines = ptx.lines().toList();
    for (String line : lines) {
      Matcher file = FILE.matcher(line);
      if (file.matches()) {
        files.put(file.group(1), file.group(2));
      }
    }
  }

  /** Returns the source position of a 1-based PTX line, at the nearest {@code .loc} above it. */
  Optional<SourcePosition> position(int line) {
    for (int i = Math.min(line, lines.size()) - 1; i >= 0; i--) {
      Matcher loc = LOC.matcher(lines.get(i));
      if (loc.matches()) {
        String file = files.get(loc.group(1));
        return Optional.ofNullable(file)
            .map(name -> SourcePosition.ofLine(name, Integer.parseInt(loc.group(2))));
      }
      if (lines.get(i).startsWith("}")) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
