package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.MetricCatalog;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.selection.MetricSet;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints profiles as an engineer reads them: what limits first, then the metrics. */
final class ProfileTable {
  private static final int BAR = 24;

  private final PrintStream out;
  private final Palette palette;
  private final boolean all;
  private final Optional<MetricSet> shown;

  /**
   * @param all whether to list metrics without a value, with the reason
   * @param shown the metrics to list first, and alone unless {@code all}
   */
  ProfileTable(PrintStream out, Palette palette, boolean all, Optional<MetricSet> shown) {
    this.out = out;
    this.palette = palette;
    this.all = all;
    this.shown = shown;
  }

  void print(CandidateTiming timing) {
    out.println(
        palette.bold(RoundLine.time(timing.micros()))
            + " "
            + timing.measurement().clock().label()
            + " ("
            + timing.measurement().instrument()
            + "), "
            + RoundLine.percent(timing.fraction())
            + " of the speed of light: "
            + timing.speedOfLight());
    out.println(palette.dim(timing.sampling()));
    timing.profiles().forEach(this::print);
  }

  private void print(KernelProfile profile) {
    out.println();
    out.println(palette.bold(profile.kernel()) + "  " + palette.dim(profile.sampling()));
    profile.time().ifPresent(this::limits);
    profile.hotSpots().stream()
        .limit(3)
        .forEach(
            spot ->
                out.printf(
                    Locale.ROOT,
                    "  hot   %-16s %.4g warp instructions, %.4g sectors%n",
                    spot.line(),
                    spot.warpInstructions(),
                    spot.sectors()));
    shown.ifPresent(set -> print("selected (" + set.source().label() + ")", set.names(), profile));
    if (all || shown.isEmpty()) {
      for (MetricCatalog.Table table : MetricCatalog.Table.values()) {
        print(table.label(), MetricCatalog.names(table), profile);
      }
    }
  }

  /** Prints a table of metrics under its heading, unless it has nothing to show. */
  private void print(String heading, List<String> names, KernelProfile profile) {
    List<String> lines =
        names.stream()
            .flatMap(name -> Stream.ofNullable(profile.metrics().get(name)))
            .map(this::line)
            .filter(line -> !line.isEmpty())
            .toList();
    if (!lines.isEmpty()) {
      out.println("  " + palette.bold(heading));
      lines.forEach(out::println);
    }
  }

  private void limits(TimeBreakdown time) {
    for (TimeBreakdown.Bound bound : time.bounds()) {
      double part = bound.micros() / time.micros();
      if (part >= 0.005) {
        int length = (int) Math.round(Math.min(1, part) * BAR);
        String bar = "#".repeat(length) + ".".repeat(BAR - length);
        out.printf(
            Locale.ROOT,
            "  %-8s %5.1f %%  %s  %s%n",
            bound.resource().name().toLowerCase(Locale.ROOT),
            100 * part,
            palette.accent(bar),
            palette.dim(bound.detail()));
      }
    }
    out.printf(
        Locale.ROOT,
        "  waves %.2f, tail %.0f %% empty, launch %.2f us%n",
        time.waves(),
        100 * time.tailFraction(),
        time.launchMicros());
  }

  private String line(Metric metric) {
    return metric.match(
        value ->
            String.format(
                Locale.ROOT,
                "    %-68s %14s %-15s %s",
                value.name(),
                number(value.value()),
                value.unit(),
                palette.dim(value.kind().name().toLowerCase(Locale.ROOT))),
        absent ->
            all
                ? String.format(
                    Locale.ROOT,
                    "    %-68s %14s %s",
                    absent.name(),
                    "absent",
                    palette.dim(absent.reason()))
                : "");
  }

  /** Returns a number with separators, and decimals only where they say something. */
  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.2f", value);
  }
}
