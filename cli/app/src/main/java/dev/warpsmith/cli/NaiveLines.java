package dev.warpsmith.cli;

import dev.warpsmith.optimizer.suite.KernelBenchProblems;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Prints what {@code kernelbench prove} finds: a line for each problem, then a table. */
final class NaiveLines {
  private static final int WIDEST = 48;

  private final Terminal terminal;
  private final boolean json;
  private final int count;
  private final long begin = System.nanoTime();
  private int done;

  NaiveLines(Terminal terminal, boolean json, int count) {
    this.terminal = terminal;
    this.json = json;
    this.count = count;
  }

  void begin(Devices.Choice choice, Path report) {
    lines()
        .printf(
            "naive kernels of %d problems on %s (%s), report %s%n",
            count, choice.id(), choice.reason(), report);
  }

  /** Prints a problem's line, from any thread, and below it what refused it. */
  synchronized void finished(NaiveResult result, boolean before) {
    done++;
    Palette palette = json ? terminal.errPalette() : terminal.outPalette();
    String word = String.format("%-15s", result.verdict());
    lines()
        .printf(
            Locale.ROOT,
            "%3d/%d  %s  %-17s  %-" + WIDEST + "s  %s%s%n",
            done,
            count,
            result.passed() ? palette.good(word) : palette.bad(word),
            result.task(),
            shortened(result.title()),
            before ? "(known)" : String.format(Locale.ROOT, "%.1f s", result.seconds()),
            result.degenerate()
                ? "  degenerate: " + String.join(", ", result.trivialAnswers())
                : "");
    if (!result.passed()) {
      result.detail().forEach(text -> lines().println(" ".repeat(9) + text));
    }
  }

  private static String shortened(String title) {
    String own = title.replaceFirst("^KernelBench [0-9]+/[0-9]+: ", "");
    return own.length() <= WIDEST ? own : own.substring(0, WIDEST - 1) + "…";
  }

  /** Prints the table, or the object. */
  void end(List<NaiveResult> results, Path report, String versions) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("report", report.toString());
      object.put("versions", versions);
      object.put("problems", results.size());
      object.put("passed", count(results, NaiveResult::passed));
      object.put("degenerate", count(results, NaiveResult::degenerate));
      object.put("results", results.stream().map(NaiveResult::json).toList());
      Json.print(terminal.out(), object);
      return;
    }
    PrintStream out = terminal.out();
    out.printf(
        "%n%-7s  %8s  %8s  %10s  %12s%n", "level", "problems", "passed", "degenerate", "work");
    results.stream()
        .collect(
            Collectors.groupingBy(
                result -> KernelBenchProblems.level(result.task()).orElse(0),
                TreeMap::new,
                Collectors.toList()))
        .forEach((level, ofLevel) -> row(out, level, ofLevel));
    out.printf(
        Locale.ROOT,
        "%n%d of %d proven, %.1f min%n",
        count(results, NaiveResult::passed),
        results.size(),
        (System.nanoTime() - begin) / 60e9);
  }

  private static void row(PrintStream out, int level, List<NaiveResult> results) {
    out.printf(
        Locale.ROOT,
        "%-7d  %8d  %8d  %10d  %8.1f min%n",
        level,
        results.size(),
        count(results, NaiveResult::passed),
        count(results, NaiveResult::degenerate),
        results.stream().mapToDouble(NaiveResult::seconds).sum() / 60);
  }

  private static long count(List<NaiveResult> results, Predicate<NaiveResult> which) {
    return results.stream().filter(which).count();
  }

  /** Returns where lines go: standard output is one object or none. */
  private PrintStream lines() {
    return json ? terminal.err() : terminal.out();
  }
}
