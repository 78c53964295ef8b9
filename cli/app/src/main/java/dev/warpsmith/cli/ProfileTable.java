package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.MetricCatalog;
import dev.warpsmith.profiler.selection.MetricSet;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints profiles as an engineer reads them: what limits first, then where, then the metrics. */
final class ProfileTable {
  private final PrintStream out;
  private final Palette palette;
  private final int width;
  private final GpuSpec gpu;
  private final boolean all;
  private final Optional<MetricSet> shown;

  /**
   * @param all whether to list every metric, those without a value with the reason
   * @param shown metrics to list in any case
   */
  ProfileTable(
      PrintStream out,
      Palette palette,
      int width,
      GpuSpec gpu,
      boolean all,
      Optional<MetricSet> shown) {
    this.out = out;
    this.palette = palette;
    this.width = width;
    this.gpu = gpu;
    this.all = all;
    this.shown = shown;
  }

  void print(CandidateTiming timing, SourceLines source) {
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
    if (!timing.sampling().startsWith("full size")) {
      out.println(timing.sampling());
    }
    List<KernelProfile> profiles = timing.explained().profiles();
    timing
        .modelled()
        .ifPresent(
            modelled ->
                out.println(
                    "no counters were read: what follows is modelled ("
                        + modelled.measurement().instrument()
                        + "), its times are not set against the measured one"));
    for (KernelProfile profile : profiles) {
      out.println();
      boolean only = profiles.size() == 1;
      new KernelDigest(profile, gpu, source, palette, width, only).lines().forEach(out::println);
      shown.ifPresent(
          set -> print("selected (" + set.source().label() + ")", set.names(), profile));
      if (all) {
        for (MetricCatalog.Table table : MetricCatalog.Table.values()) {
          print(table.label(), MetricCatalog.names(table), profile);
        }
      }
    }
  }

  /** Prints a table of metrics under its heading, unless it has nothing to show. */
  private void print(String heading, List<String> names, KernelProfile profile) {
    List<Metric> metrics =
        names.stream()
            .flatMap(name -> Optional.ofNullable(profile.metrics().get(name)).stream())
            .toList();
    if (!metrics.isEmpty()) {
      out.println("  " + palette.bold(heading));
      metrics.forEach(metric -> out.println(line(metric)));
    }
  }

  private String line(Metric metric) {
    return metric.match(
        value ->
            String.format(
                Locale.ROOT,
                "    %-68s %17s %-15s %s",
                value.name(),
                number(value.value()),
                value.unit(),
                palette.dim(value.kind().name().toLowerCase(Locale.ROOT))),
        absent ->
            String.format(
                Locale.ROOT,
                "    %-68s %17s %s",
                absent.name(),
                "absent",
                palette.dim(absent.reason())));
  }

  /** Returns a number with separators, and decimals only where they say something. */
  private static String number(double value) {
    return value == Math.rint(value) || Math.abs(value) >= 1000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
