package dev.warpsmith.cli;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.LaunchCounters.HotSpot;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.RooflinePoint;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Bound;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Says of one launch what limits it, how near to each peak it is, and where in the source. */
final class KernelDigest {
  private static final int LABEL = 12;
  private static final int BAR = 24;
  private static final int HOT_LINES = 5;
  private static final double SHOWN = 1;

  private static final Map<String, Resource> PIPES =
      Map.of(
          "issue", Resource.ISSUE,
          "FMA", Resource.FMA,
          "ALU", Resource.ALU,
          "FP64", Resource.FP64,
          "FP16", Resource.FP16,
          "XU", Resource.XU,
          "tensor", Resource.TENSOR,
          "LSU", Resource.LSU);

  private static final Map<String, String> STALLS =
      Map.of(
          "long scoreboard", KeyMetrics.STALL_LONG,
          "short scoreboard", KeyMetrics.STALL_SHORT,
          "barrier", KeyMetrics.STALL_BARRIER,
          "math pipe throttle", KeyMetrics.STALL_MATH,
          "LG throttle", KeyMetrics.STALL_LSU,
          "not selected", KeyMetrics.STALL_NOT_SELECTED);

  private static final Map<String, String> LIMITS =
      Map.of(
          "warps", KeyMetrics.OCCUPANCY_LIMIT_WARPS,
          "registers", KeyMetrics.OCCUPANCY_LIMIT_REGISTERS,
          "shared memory", KeyMetrics.OCCUPANCY_LIMIT_SHARED,
          "blocks", KeyMetrics.OCCUPANCY_LIMIT_BLOCKS);

  private final KernelProfile profile;
  private final GpuSpec gpu;
  private final SourceLines source;
  private final Palette palette;
  private final int width;
  private final boolean only;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param only whether the plan has no other launch, so that its time is the plan's
   */
  KernelDigest(
      KernelProfile profile,
      GpuSpec gpu,
      SourceLines source,
      Palette palette,
      int width,
      boolean only) {
    this.profile = profile;
    this.gpu = gpu;
    this.source = source;
    this.palette = palette;
    this.width = width;
    this.only = only;
  }

  /** Returns the lines, the heading first. */
  List<String> lines() {
    heading();
    profile.time().ifPresent(this::limits);
    peaks();
    profile.time().filter(time -> !time.work().operations().isEmpty()).ifPresent(this::roofline);
    occupancy();
    stalls();
    memory();
    divergence();
    hotLines();
    return lines;
  }

  private void heading() {
    OptionalDouble grid = profile.value(KeyMetrics.GRID_SIZE);
    OptionalDouble block = profile.value(KeyMetrics.BLOCK_SIZE);
    OptionalDouble micros = profile.value(KeyMetrics.DURATION);
    String sizes =
        grid.isPresent() && block.isPresent()
            ? String.format(
                Locale.ROOT, "<<<%.0f, %.0f>>>", grid.getAsDouble(), block.getAsDouble())
            : "";
    String time = only || micros.isEmpty() ? "" : "  " + RoundLine.time(micros.getAsDouble());
    lines.add(
        palette.bold(profile.kernel() + sizes) + time + "  " + palette.dim(profile.sampling()));
  }

  private void limits(TimeBreakdown time) {
    Bound first = time.binding();
    row("limited by", palette.bold(name(first.resource())) + ": " + first.detail());
    String others =
        time.bounds().stream()
            .skip(1)
            .filter(bound -> bound.micros() >= 0.5 * first.micros())
            .map(bound -> name(bound.resource()) + " " + share(bound, time))
            .collect(Collectors.joining(", "));
    String alone = "alone: " + name(first.resource()) + " " + share(first, time) + " of the time";
    row("", alone + (others.isEmpty() ? "" : ", " + others));
    row(
        "grid",
        String.format(
            Locale.ROOT,
            "%.2f waves, %.0f %% of the last one empty; launch %.2f us",
            time.waves(),
            100 * time.tailFraction(),
            time.launchMicros()));
  }

  private static String share(Bound bound, TimeBreakdown time) {
    return Amount.percent(100 * bound.micros() / time.micros());
  }

  private void peaks() {
    String pipes =
        profile
            .time()
            .map(
                time ->
                    PIPES.entrySet().stream()
                        .map(e -> Map.entry(e.getKey(), busy(time, e.getValue())))
                        .filter(e -> e.getValue() >= SHOWN)
                        .sorted(
                            Map.Entry.<String, Double>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                        .map(e -> String.format(Locale.ROOT, "%s %.0f", e.getKey(), e.getValue()))
                        .collect(Collectors.joining(", ")))
            .orElse("");
    peak("% of peak", "SM pipes", KeyMetrics.SM_THROUGHPUT, pipes);
    peak("", "L1/shared", KeyMetrics.L1_THROUGHPUT, rate("L1 hits", KeyMetrics.L1_HIT_RATE));
    peak("", "L2", KeyMetrics.L2_THROUGHPUT, rate("hits", KeyMetrics.L2_HIT_RATE));
    peak("", "DRAM", KeyMetrics.GPU_DRAM_THROUGHPUT, dram());
  }

  private static double busy(TimeBreakdown time, Resource resource) {
    return 100 * time.micros(resource) / time.micros();
  }

  private void peak(String label, String unit, String metric, String detail) {
    OptionalDouble percent = profile.value(metric);
    if (percent.isPresent()) {
      int length = (int) Math.round(Math.min(1, percent.getAsDouble() / 100) * BAR);
      String bar = "#".repeat(length) + ".".repeat(BAR - length);
      row(
          label,
          String.format(Locale.ROOT, "%-9s %5s  ", unit, Amount.percent(percent.getAsDouble()))
              + palette.accent(bar)
              + "  "
              + palette.dim(detail));
    }
  }

  private String rate(String label, String metric) {
    OptionalDouble value = profile.value(metric);
    return value.isPresent() ? label + " " + Amount.percent(value.getAsDouble()) : "";
  }

  private String dram() {
    return Amount.bytes(value(KeyMetrics.DRAM_READ))
        + " read, "
        + Amount.bytes(value(KeyMetrics.DRAM_WRITE))
        + " written: "
        + Amount.bytes(value(KeyMetrics.DRAM_RATE))
        + "/s of "
        + Amount.bytes(1e9 * gpu.dramGbps())
        + "/s";
  }

  private void roofline(TimeBreakdown time) {
    row(
        "roofline",
        RooflinePoint.of(gpu, time.work(), time.micros())
            .map(KernelDigest::text)
            .orElse("no floating-point operations"));
  }

  private static String text(RooflinePoint point) {
    String unit = point.unit().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String intensity =
        Double.isInfinite(point.intensity())
            ? "no DRAM traffic"
            : String.format(Locale.ROOT, "%.3g FLOP per DRAM byte", point.intensity());
    return String.format(
        Locale.ROOT,
        "%s, ridge at %.3g (%s): %s of %s under the %s roof",
        intensity,
        point.ridge(),
        unit.replace("fp", "FP").replace("tf", "TF"),
        Amount.of(1e12 * point.attainedTflops()) + "FLOP/s",
        Amount.of(1e12 * point.roofTflops()) + "FLOP/s",
        point.underMemory() ? "memory" : "arithmetic");
  }

  private void occupancy() {
    OptionalDouble theoretical = profile.value(KeyMetrics.THEORETICAL_OCCUPANCY);
    OptionalDouble blocks =
        LIMITS.values().stream().flatMapToDouble(limit -> profile.value(limit).stream()).min();
    if (theoretical.isEmpty() || blocks.isEmpty()) {
      return;
    }
    String limits =
        LIMITS.entrySet().stream()
            .filter(limit -> profile.value(limit.getValue()).equals(blocks))
            .map(Map.Entry::getKey)
            .sorted()
            .collect(Collectors.joining(" and "));
    row(
        "occupancy",
        String.format(
            Locale.ROOT,
            "%s, %.0f blocks per SM, limited by %s; %s over time; %.0f registers, %s shared",
            Amount.percent(theoretical.getAsDouble()),
            blocks.getAsDouble(),
            limits,
            Amount.percent(value(KeyMetrics.WARPS_ACTIVE)),
            value(KeyMetrics.REGISTERS),
            kibibytes(value(KeyMetrics.SHARED_PER_BLOCK))));
  }

  private static String kibibytes(double bytes) {
    return bytes == 0 ? "no" : String.format(Locale.ROOT, "%.3g KiB", bytes / 1024);
  }

  private void stalls() {
    String text =
        STALLS.entrySet().stream()
            .filter(stall -> value(stall.getValue()) >= SHOWN)
            .sorted(
                Comparator.comparingDouble((Map.Entry<String, String> e) -> value(e.getValue()))
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(stall -> stall.getKey() + " " + Amount.percent(value(stall.getValue())))
            .collect(Collectors.joining(", "));
    if (!text.isEmpty()) {
      row("warps wait", text);
    }
  }

  private void memory() {
    access(
        "loads",
        KeyMetrics.LOAD_SECTORS,
        KeyMetrics.SECTORS_PER_LOAD,
        KeyMetrics.BYTES_PER_SECTOR_LOAD);
    access(
        "stores",
        KeyMetrics.STORE_SECTORS,
        KeyMetrics.SECTORS_PER_STORE,
        KeyMetrics.BYTES_PER_SECTOR_STORE);
    double local = value(KeyMetrics.LOCAL_LOAD_SECTORS) + value(KeyMetrics.LOCAL_STORE_SECTORS);
    if (local > 0) {
      row("local", Amount.of(local) + " sectors of spills and indexed arrays");
    }
    double shared = value(KeyMetrics.SHARED_WAVEFRONTS);
    if (shared > 0) {
      double conflicts = value(KeyMetrics.SHARED_BANK_CONFLICTS);
      row(
          "shared",
          Amount.of(shared)
              + " wavefronts, "
              + (conflicts == 0
                  ? "no bank conflicts"
                  : Amount.of(conflicts)
                      + " of them bank conflicts ("
                      + Amount.percent(100 * conflicts / shared)
                      + ")"));
    }
  }

  private void access(String label, String sectors, String perRequest, String used) {
    if (value(sectors) > 0) {
      row(
          label,
          String.format(
              Locale.ROOT,
              "%s sectors, %.3g per request, lanes ask for %s of their bytes",
              Amount.of(value(sectors)),
              value(perRequest),
              Amount.percent(value(used))));
    }
  }

  private void divergence() {
    OptionalDouble uniform = profile.value(KeyMetrics.BRANCH_UNIFORM);
    double threads = profile.value(KeyMetrics.THREADS_PER_INSTRUCTION).orElse(32);
    // Of a kernel without branches ncu says that 0 % are uniform.
    boolean branches = uniform.orElse(0) > 0;
    if (threads < 31 || (branches && uniform.getAsDouble() < 95)) {
      row(
          "divergence",
          String.format(Locale.ROOT, "%.1f of 32 threads active", threads)
              + (uniform.isPresent()
                  ? ", " + Amount.percent(uniform.getAsDouble()) + " of branches uniform"
                  : ""));
    }
  }

  private void hotLines() {
    if (profile.hotSpots().isEmpty()) {
      return;
    }
    lines.add(
        palette.dim(
            String.format("  %-14s %6s %8s %8s", "hot lines", "instr", "sectors", "shared")));
    double instructions = Math.max(1, value(KeyMetrics.INSTRUCTIONS));
    profile.hotSpots().stream()
        .limit(HOT_LINES)
        .forEach(spot -> lines.add(hot(spot, instructions)));
  }

  private String hot(HotSpot spot, double instructions) {
    String numbers =
        String.format(
            Locale.ROOT,
            "  %-14s %6s %8s %8s  ",
            spot.line(),
            Amount.percent(100 * spot.warpInstructions() / instructions),
            spot.sectors() == 0 ? "-" : Amount.of(spot.sectors()),
            spot.sharedWavefronts() == 0 ? "-" : Amount.of(spot.sharedWavefronts()));
    String text = source.text(spot.line());
    int room = Math.max(8, width - numbers.length());
    return numbers + (text.length() <= room ? text : text.substring(0, room - 1) + "…");
  }

  private void row(String label, String text) {
    lines.add("  " + palette.dim(String.format("%-" + LABEL + "s", label)) + text);
  }

  private double value(String metric) {
    return profile.value(metric).orElse(0);
  }

  /** Returns a resource as people write it, such as {@code L2} and {@code latency}. */
  static String name(Resource resource) {
    return switch (resource) {
      case ISSUE, TENSOR, LATENCY, SHARED -> resource.name().toLowerCase(Locale.ROOT);
      case BLOCKS -> "block scheduler";
      case ATOMICS -> "atomics";
      case FMA, ALU, FP64, FP16, XU, LSU, L1, L2, DRAM -> resource.name();
    };
  }
}
