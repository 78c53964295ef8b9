package dev.warpsmith.cli;

import dev.warpsmith.profiler.selection.MetricSelection;
import dev.warpsmith.profiler.selection.MetricSelection.Cause;
import dev.warpsmith.profiler.selection.MetricSelection.Chosen;
import dev.warpsmith.profiler.selection.MetricSelection.Dropped;
import dev.warpsmith.profiler.selection.ProfileSource;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Prints a selection: the set with each task's correlation, then what was left out and why. */
final class SelectionTable {
  private final PrintStream out;
  private final Palette palette;

  SelectionTable(PrintStream out, Palette palette) {
    this.out = out;
    this.palette = palette;
  }

  void print(MetricSelection selection, ProfileSource source, Optional<Path> file) {
    out.println(
        palette.bold(selection.chosen().size() + " metrics")
            + " of "
            + (selection.chosen().size() + selection.dropped().size())
            + " selected, from "
            + selection.kernelCount()
            + " kernels of "
            + selection.kernels().size()
            + " tasks, "
            + source.label());
    selection.skipped().forEach((task, why) -> out.println("left out: " + task + " (" + why + ")"));
    if (selection.chosen().isEmpty()) {
      out.println(
          "no metric has one sign in all tasks; give runs of more kernels, or of more tasks");
    } else {
      table(selection, source.clock().equals("modelled"));
    }
    for (Cause cause : Cause.values()) {
      print(cause, selection.dropped().stream().filter(m -> m.cause() == cause).toList());
    }
    if (!selection.chosen().isEmpty()) {
      out.println();
      out.println(
          file.map(path -> "written: " + path + "; show it with --metrics " + path)
              .orElse("not written: name a file with --out"));
    }
  }

  private void table(MetricSelection selection, boolean modelled) {
    Set<String> tasks = new TreeSet<>(selection.kernels().keySet());
    StringBuilder head = new StringBuilder(line("metric", "mean |r|"));
    tasks.forEach(task -> head.append(cell(task + " r")));
    out.println();
    out.println(palette.dim(head.toString()));
    for (Chosen metric : selection.chosen()) {
      StringBuilder row = new StringBuilder(line(metric.name(), number("%.2f", metric.strength())));
      for (String task : tasks) {
        Double r = metric.byTask().get(task);
        row.append(cell(r == null ? "-" : number("%+.2f", r)));
      }
      out.println(row);
    }
    out.println();
    selection
        .kernels()
        .forEach((task, count) -> out.println("  " + task + ": " + count + " kernels"));
    out.println(
        "  mean |r| of "
            + number("%.2f", selection.threshold())
            + " was needed; the sign says whether the runtime grows with the metric");
    if (modelled) {
      out.println("  these runtimes are modelled: this is what the model's time follows");
    }
  }

  private void print(Cause cause, List<Dropped> dropped) {
    if (dropped.isEmpty()) {
      return;
    }
    out.println();
    out.println(palette.bold(dropped.size() + " dropped") + ": " + cause.words());
    boolean told = cause == Cause.ALIAS || cause == Cause.COLLINEAR || cause == Cause.UNSTABLE;
    if (told) {
      dropped.forEach(m -> out.println("  " + m.name() + palette.dim("  " + m.detail())));
    } else {
      out.println(
          palette.dim(
              dropped.stream().map(Dropped::name).collect(Collectors.joining("\n  ", "  ", ""))));
    }
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "  %-68s %8s", name, value);
  }

  private static String cell(String text) {
    return String.format(Locale.ROOT, "  %12s", text);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
