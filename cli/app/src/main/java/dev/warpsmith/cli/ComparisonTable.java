package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.ProfileComparison;
import dev.warpsmith.profiler.ProfileComparison.Change;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.Speedup;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints what differs between two candidates, the changes that matter on top. */
final class ComparisonTable {
  private static final int NAME = 20;
  private static final int CHANGES = 10;

  private final PrintStream out;
  private final Palette palette;

  ComparisonTable(PrintStream out, Palette palette) {
    this.out = out;
    this.palette = palette;
  }

  /** One of the two. */
  record Side(String name, CandidateTiming timing) {}

  void print(Side before, Side after) {
    String clock = after.timing.measurement().clock().label();
    row("", fitted(before.name), fitted(after.name), "");
    row(
        "time, " + clock,
        RoundLine.time(before.timing.micros()),
        RoundLine.time(after.timing.micros()),
        verdict(before.timing.measurement(), after.timing.measurement()));
    row("limited by", limit(before.timing), limit(after.timing), "");
    row(
        "of the speed of light",
        RoundLine.percent(before.timing.fraction()),
        RoundLine.percent(after.timing.fraction()),
        "");
    row("kernels", kernels(before.timing), kernels(after.timing), "");
    out.println();
    List<Change> changes =
        ProfileComparison.changes(
            before.timing.explained().profiles(), after.timing.explained().profiles());
    if (changes.isEmpty()) {
      out.println("no metric differs by 2 %");
      return;
    }
    out.println(
        palette.dim(
            String.format(
                "%-70s %29s %s", "what changed, what binds first", "", "resource, of the time")));
    changes.stream().limit(CHANGES).forEach(this::print);
  }

  private String verdict(Measurement before, Measurement after) {
    if (!before.comparable(after)) {
      return before.instrument() + " and " + after.instrument() + " have no ratio";
    }
    double speedup = Speedup.of(before, after).ratio();
    String how = ", " + after.clock().label();
    return speedup >= 1
        ? palette.good(RoundLine.factor(speedup) + " faster") + how
        : palette.bad(RoundLine.factor(1 / speedup) + " slower") + how;
  }

  private void print(Change change) {
    String unit = change.unit().isEmpty() ? "" : " " + palette.dim(change.unit());
    int padding =
        70 - change.name().length() - (change.unit().isEmpty() ? 0 : 1 + change.unit().length());
    out.println(
        change.name()
            + unit
            + " ".repeat(Math.max(1, padding))
            + String.format(
                Locale.ROOT,
                " %9s %9s %8s  %-8s %5s",
                Amount.of(change.before()),
                Amount.of(change.after()),
                difference(change),
                KernelDigest.name(change.about()),
                Amount.percent(100 * change.binds())));
  }

  /** Returns points for percentages, a percentage for small changes, a factor for large ones. */
  private static String difference(Change change) {
    if (change.unit().equals("%")) {
      return String.format(Locale.ROOT, "%+.0f pts", change.after() - change.before());
    }
    if (change.before() == 0 || change.after() == 0) {
      return change.before() == 0 ? "new" : "gone";
    }
    double factor = change.factor();
    if (factor >= 2) {
      return "x" + Amount.of(Math.round(10 * factor) / 10.0);
    }
    return factor <= 0.5
        ? "/" + Amount.of(Math.round(10 / factor) / 10.0)
        : String.format(Locale.ROOT, "%+.0f %%", 100 * (factor - 1));
  }

  private static String limit(CandidateTiming timing) {
    return timing.explained().profiles().stream()
        .flatMap(profile -> profile.time().stream())
        .max(Comparator.comparingDouble(time -> time.micros()))
        .map(time -> KernelDigest.name(time.binding().resource()))
        .orElse("-");
  }

  private static String kernels(CandidateTiming timing) {
    List<String> names =
        timing.explained().profiles().stream().map(KernelProfile::kernel).distinct().toList();
    return names.size() == 1 && timing.explained().profiles().size() == 1
        ? fitted(names.get(0))
        : timing.explained().profiles().size()
            + (names.size() < 3 ? names.stream().collect(Collectors.joining(", ", " (", ")")) : "");
  }

  private void row(String label, String before, String after, String note) {
    out.println(
        String.format("%-22s %" + NAME + "s %" + NAME + "s  %s", label, before, after, note)
            .stripTrailing());
  }

  private static String fitted(String name) {
    return name.length() <= NAME ? name : "…" + name.substring(name.length() - NAME + 1);
  }
}
