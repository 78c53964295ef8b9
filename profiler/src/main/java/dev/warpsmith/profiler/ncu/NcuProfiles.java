package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.MetricCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes profiles of what ncu measured, under one set of names and units whatever ncu's release.
 *
 * @param source such as {@code ncu 2025.1.1}
 * @param dropped metrics that ncu was not asked for, each with the reason
 */
public record NcuProfiles(String source, Map<String, String> dropped) {

  /** Copies the map. */
  public NcuProfiles {
    dropped = Map.copyOf(dropped);
  }

  /** Returns a profile for each launch. */
  public List<KernelProfile> of(NcuReport report) {
    return report.launches().stream().map(this::profile).toList();
  }

  private KernelProfile profile(NcuLaunch launch) {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    for (MetricCatalog.Entry entry : MetricCatalog.all()) {
      metrics.put(entry.name(), metric(launch, entry));
    }
    derive(metrics);
    return new KernelProfile(
        launch.function(),
        device(launch),
        source,
        sampling(launch),
        metrics,
        Optional.empty(),
        List.of());
  }

  private static String device(NcuLaunch launch) {
    String gpu = launch.gpu().orElse("a GPU that ncu did not name");
    return launch.arch().isPresent() ? gpu + " (sm_" + launch.arch().getAsInt() + ")" : gpu;
  }

  private static String sampling(NcuLaunch launch) {
    return "launch "
        + launch.id()
        + " of process "
        + launch.process()
        + ", "
        + launch.kernel()
        + ", grid "
        + launch.columns().getOrDefault("Grid Size", "unknown")
        + ", block "
        + launch.columns().getOrDefault("Block Size", "unknown");
  }

  private Metric metric(NcuLaunch launch, MetricCatalog.Entry entry) {
    Metric found = null;
    for (String name : entry.names()) {
      Metric printed = launch.metrics().get(name);
      if (printed != null) {
        Metric ours =
            printed.match(value -> inOurUnit(entry, value), absent -> renamed(entry, absent));
        found = found == null ? ours : NcuNumber.better(found, ours);
      }
    }
    return found == null ? new Metric.Absent(entry.name(), whyMissing(launch, entry)) : found;
  }

  private static Metric renamed(MetricCatalog.Entry entry, Metric.Absent absent) {
    return new Metric.Absent(entry.name(), absent.reason());
  }

  private static Metric inOurUnit(MetricCatalog.Entry entry, Metric.Value value) {
    NcuUnit wanted = NcuUnit.parse(entry.unit());
    OptionalDouble converted = NcuUnit.parse(value.unit()).convert(value.value(), wanted);
    return converted.isPresent()
        ? new Metric.Value(
            entry.name(), converted.getAsDouble(), entry.unit(), Metric.Kind.MEASURED)
        : new Metric.Absent(
            entry.name(),
            "ncu gave it in '" + value.unit() + "', '" + entry.unit() + "' was expected");
  }

  private String whyMissing(NcuLaunch launch, MetricCatalog.Entry entry) {
    Optional<String> known =
        launch.arch().isPresent() ? entry.missing(launch.arch().getAsInt()) : Optional.empty();
    return known.orElseGet(
        () ->
            entry.names().stream()
                .flatMap(name -> Optional.ofNullable(dropped.get(name)).stream())
                .findFirst()
                .orElse("it is not in ncu's output"));
  }

  /** Fills in ratios that ncu left out and whose parts it gave. */
  private static void derive(Map<String, Metric> metrics) {
    perRequest(
        metrics,
        KeyMetrics.SECTORS_PER_LOAD,
        KeyMetrics.LOAD_SECTORS,
        KeyMetrics.LOAD_REQUESTS,
        "the kernel loads nothing from global memory");
    perRequest(
        metrics,
        KeyMetrics.SECTORS_PER_STORE,
        KeyMetrics.STORE_SECTORS,
        KeyMetrics.STORE_REQUESTS,
        "the kernel stores nothing to global memory");
    OptionalDouble read = value(metrics, KeyMetrics.DRAM_READ);
    OptionalDouble written = value(metrics, KeyMetrics.DRAM_WRITE);
    OptionalDouble micros = value(metrics, KeyMetrics.DURATION);
    if (read.isPresent() && written.isPresent() && micros.orElse(0) > 0) {
      double rate = (read.getAsDouble() + written.getAsDouble()) / micros.getAsDouble() * 1e6;
      fill(metrics, KeyMetrics.DRAM_RATE, rate, "byte/second");
    }
  }

  private static void perRequest(
      Map<String, Metric> metrics, String ratio, String above, String below, String none) {
    OptionalDouble sectors = value(metrics, above);
    OptionalDouble requests = value(metrics, below);
    if (requests.orElse(1) == 0) {
      metrics.put(ratio, new Metric.Absent(ratio, none));
    } else if (sectors.isPresent() && requests.isPresent()) {
      fill(metrics, ratio, sectors.getAsDouble() / requests.getAsDouble(), "sector");
    }
  }

  private static void fill(Map<String, Metric> metrics, String name, double value, String unit) {
    metrics.computeIfPresent(
        name,
        (key, known) ->
            NcuNumber.better(known, new Metric.Value(name, value, unit, Metric.Kind.MEASURED)));
  }

  private static OptionalDouble value(Map<String, Metric> metrics, String name) {
    Metric metric = metrics.get(name);
    return metric == null
        ? OptionalDouble.empty()
        : metric.match(value -> OptionalDouble.of(value.value()), absent -> OptionalDouble.empty());
  }
}
