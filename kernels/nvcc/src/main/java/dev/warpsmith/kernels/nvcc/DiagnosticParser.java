package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.nvcc.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses what nvcc's front end (EDG), the host compiler (GCC or Clang) and ptxas print.
 *
 * <p>Written against CUDA 13.0 and GCC 12; the front end's format has been the same since CUDA 8.
 */
final class DiagnosticParser {
  private static final String LEVEL = "(catastrophic error|fatal error|error|warning|note|remark)";
  private static final Pattern FRONT_END =
      Pattern.compile("(\\S.*?)\\((\\d+)\\): " + LEVEL + "(?: #\\d+(?:-D)?)?: (.*)");
  private static final Pattern END_OF_SOURCE =
      Pattern.compile("At end of source: " + LEVEL + "(?: #\\d+(?:-D)?)?: (.*)");
  private static final Pattern HOST =
      Pattern.compile("(\\S.*?):(\\d+)(?::(\\d+))?: " + LEVEL + ": (.*)");
  private static final Pattern PTXAS_LINE =
      Pattern.compile("ptxas (\\S+), line (\\d+); (error|warning|info)\\s*: (.*)");
  private static final Pattern TOOL =
      Pattern.compile("(?:ptxas|nvcc|nvlink|cicc)\\s+(fatal|error|warning)\\s*: (.*)");
  private static final Pattern CONTEXT =
      Pattern.compile("\\s{6,}((?:argument types are|detected during|object type is).*)");
  private static final Pattern CARET = Pattern.compile("(\\s*)\\^\\s*");

  private final List<String> lines;
  private final PtxLines ptx;
  private final List<Diagnostic> found = new ArrayList<>();

  private DiagnosticParser(String text, PtxLines ptx) {
    this.lines = text.lines().toList();
    this.ptx = ptx;
  }

  /**
   * Returns the messages in a text.
   *
   * @param ptx the PTX that ptxas' line numbers mean, empty if there is none
   */
  static List<Diagnostic> parse(String text, String ptx) {
    return new DiagnosticParser(text, new PtxLines(ptx)).parse();
  }

  private List<Diagnostic> parse() {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher frontEnd = FRONT_END.matcher(line);
      Matcher host = HOST.matcher(line);
      if (frontEnd.matches()) {
        SourcePosition at = position(frontEnd.group(1), frontEnd.group(2), column(i));
        add(Optional.of(at), frontEnd.group(3), frontEnd.group(4) + context(i));
      } else if (host.matches()) {
        int column = host.group(3) == null ? 0 : Integer.parseInt(host.group(3));
        SourcePosition at = position(host.group(1), host.group(2), column);
        add(Optional.of(at), host.group(4), host.group(5));
      } else {
        tool(line);
      }
    }
    return List.copyOf(found);
  }

  private void tool(String line) {
    Matcher end = END_OF_SOURCE.matcher(line);
    Matcher ptxasLine = PTXAS_LINE.matcher(line);
    Matcher tool = TOOL.matcher(line);
    if (end.matches()) {
      add(Optional.empty(), end.group(1), end.group(2) + " at the end of the source");
    } else if (ptxasLine.matches()) {
      Optional<SourcePosition> at = ptx.position(Integer.parseInt(ptxasLine.group(2)));
      String where = at.isPresent() ? "" : " (PTX line " + ptxasLine.group(2) + ")";
      add(at, ptxasLine.group(3), ptxasLine.group(4) + where);
    } else if (tool.matches() && !tool.group(2).startsWith("Ptx assembly aborted")) {
      add(Optional.empty(), tool.group(1), tool.group(2));
    }
  }

  private void add(Optional<SourcePosition> position, String level, String message) {
    found.add(new Diagnostic(position, severity(level), message.strip()));
  }

  private static Severity severity(String level) {
    return switch (level) {
      case "warning" -> Severity.WARNING;
      case "note", "remark", "info" -> Severity.NOTE;
      default -> Severity.ERROR;
    };
  }

  private static SourcePosition position(String file, String line, int column) {
    return new SourcePosition(file, Integer.parseInt(line), column);
  }

  /**
   * Returns the column that the caret below a front end's message points at, or 0. The source line
   * above it is indented by two and has its macros expanded, then the column means nothing.
   */
  private int column(int message) {
    for (int i = message + 1; i < Math.min(message + 5, lines.size()); i++) {
      Matcher caret = CARET.matcher(lines.get(i));
      if (caret.matches()) {
        boolean expanded = lines.get(i - 1).contains("__attribute__((");
        return expanded ? 0 : Math.max(0, caret.group(1).length() - 1);
      }
    }
    return 0;
  }

  private String context(int message) {
    StringBuilder context = new StringBuilder();
    for (int i = message + 1; i < lines.size() && !lines.get(i).isBlank(); i++) {
      Matcher matcher = CONTEXT.matcher(lines.get(i));
      if (matcher.matches()) {
        String more = matcher.group(1).strip();
        String next = i + 1 < lines.size() ? lines.get(i + 1).strip() : "";
        context.append("; ").append(more.endsWith(":") ? more + " " + next : more);
      }
    }
    return context.toString();
  }
}
