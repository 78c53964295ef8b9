package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.torch.ProblemResult;
import dev.warpsmith.kernelbench.torch.ProblemResult.Outcome;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints what {@code kernelbench verify} finds: a line for each problem, then a table. */
final class ProblemLines {
  private final Terminal terminal;
  private final boolean json;
  private final int count;
  private int done;

  ProblemLines(Terminal terminal, boolean json, int count) {
    this.terminal = terminal;
    this.json = json;
    this.count = count;
  }

  void begin(String torch, Path report) {
    lines().printf("%d problems with %s, report %s%n", count, torch, report);
  }

  /** Prints a problem's line, from any thread. */
  synchronized void finished(ProblemResult result, boolean before) {
    done++;
    Palette palette = json ? terminal.errPalette() : terminal.outPalette();
    String word = String.format("%-15s", word(result.outcome()));
    lines()
        .printf(
            Locale.ROOT,
            "%3d/%d  %s  %-5s  %-36s  %s  %s%n",
            done,
            count,
            result.outcome() == Outcome.AGREES ? palette.good(word) : palette.bad(word),
            result.problem().id(),
            shortened(result.problem().title()),
            result.detail(),
            before ? "(known)" : String.format(Locale.ROOT, "%.1f s", result.seconds()));
    result.statements().stream()
        .filter(note -> !note.startsWith("traced from "))
        .forEach(note -> lines().println(" ".repeat(9) + palette.dim(note)));
  }

  private static String shortened(String title) {
    return title.length() <= 36 ? title : title.substring(0, 35) + "…";
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Prints the table, or the object. */
  @SuppressWarnings("EnumOrdinal") // counts by outcome
  void end(List<ProblemResult> results, ProblemReport report) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("report", report.file().toString());
      object.put("versions", report.versions());
      object.put("agree", count(results, Outcome.AGREES));
      object.put("problems", results.stream().map(report::json).toList());
      Json.print(terminal.out(), object);
      return;
    }
    PrintStream out = terminal.out();
    out.printf("%n%-7s", "level");
    for (Outcome outcome : Outcome.values()) {
      out.printf("  %15s", word(outcome));
    }
    out.println();
    results.stream()
        .collect(
            Collectors.groupingBy(
                result -> result.problem().level(), TreeMap::new, Collectors.toList()))
        .forEach((level, ofLevel) -> row(out, level, ofLevel));
    out.printf("%n%d of %d agree%n", count(results, Outcome.AGREES), results.size());
  }

  private static void row(PrintStream out, int level, List<ProblemResult> results) {
    out.printf("%-7d", level);
    for (Outcome outcome : Outcome.values()) {
      out.printf("  %15d", count(results, outcome));
    }
    out.println();
  }

  private static long count(List<ProblemResult> results, Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  /** Returns where lines go: standard output is one object or none. */
  private PrintStream lines() {
    return json ? terminal.err() : terminal.out();
  }
}
