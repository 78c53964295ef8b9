package dev.warpsmith.profiler;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Bound;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import dev.warpsmith.profiler.model.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Finds what bounds a launch in the counters that Nsight Compute read of it.
 *
 * <p>A resource's share of the time is the fraction of its peak that ncu's throughput metrics give
 * ("% of peak sustained", Kernel Profiling Guide, Metrics Structure), those of SMs and L1 per
 * elapsed instead of active cycle, DRAM's of what is achievable instead of its peak. No memory
 * resource gets more than {@code gpu__compute_memory_throughput}, which is the largest of their
 * breakdown over elapsed cycles: lts__throughput alone is per active cycle and reads 87 % of a
 * kernel that DRAM binds. What no throughput explains is latency: the two make up the time by the
 * norm of the modelled clock (MODEL.md, Together), under which latency leads below 63 % of every
 * peak; ncu's own rule calls a kernel bound by latency below 60 % (Guide, GPU Speed Of Light).
 */
final class CounterBreakdown {
  private static final double OVERLAP = 1.5;
  private static final double SECTOR_MICROS_PER_GBPS = 32e-3;

  /** Pipes whose instructions ncu counts, with what it says of each. */
  private static final Map<Resource, String> PIPES = pipes();

  /** Why warps did not issue, the words of the guide's warp states. */
  private static final Map<String, String> STALLS = stalls();

  private final GpuSpec gpu;
  private final KernelProfile profile;
  private final double micros;
  private final double counted;

  /**
   * @param counted the launch's duration while it was counted
   * @param micros its duration as the run's clock has it
   */
  private CounterBreakdown(GpuSpec gpu, KernelProfile profile, double counted, double micros) {
    this.gpu = gpu;
    this.profile = profile;
    this.counted = counted;
    this.micros = micros;
  }

  private static Map<Resource, String> pipes() {
    Map<Resource, String> pipes = new LinkedHashMap<>();
    pipes.put(Resource.ISSUE, KeyMetrics.ISSUE_ACTIVE);
    pipes.put(Resource.FMA, KeyMetrics.PIPE_FMA);
    pipes.put(Resource.ALU, KeyMetrics.PIPE_ALU);
    pipes.put(Resource.FP64, KeyMetrics.PIPE_FP64);
    pipes.put(Resource.XU, KeyMetrics.PIPE_XU);
    pipes.put(Resource.TENSOR, KeyMetrics.PIPE_TENSOR);
    pipes.put(Resource.LSU, KeyMetrics.PIPE_LSU);
    return pipes;
  }

  private static Map<String, String> stalls() {
    Map<String, String> stalls = new LinkedHashMap<>();
    stalls.put(KeyMetrics.STALL_LONG, "L1TEX (long scoreboard)");
    stalls.put(KeyMetrics.STALL_SHORT, "shared memory (short scoreboard)");
    stalls.put(KeyMetrics.STALL_BARRIER, "a barrier");
    stalls.put(KeyMetrics.STALL_LSU, "the local and global queue");
    stalls.put(KeyMetrics.STALL_MATH, "a pipe");
    stalls.put(KeyMetrics.STALL_BRANCH, "a branch");
    stalls.put(KeyMetrics.STALL_MIO, "the memory input/output queue");
    stalls.put(KeyMetrics.STALL_WAIT, "a fixed latency");
    stalls.put(KeyMetrics.STALL_MEMBAR, "a memory barrier");
    return stalls;
  }

  /**
   * Returns the bounds of a launch; empty if its counters do not tell, or it has no duration.
   *
   * @param micros the launch's time outside of ncu, launch included
   */
  static Optional<TimeBreakdown> of(GpuSpec gpu, KernelProfile profile, double micros) {
    OptionalDouble counted = profile.value(KeyMetrics.DURATION);
    if (counted.orElse(0) <= 0 || !(micros > 0)) {
      return Optional.empty();
    }
    return new CounterBreakdown(gpu, profile, counted.getAsDouble(), micros).breakdown();
  }

  private Optional<TimeBreakdown> breakdown() {
    List<Bound> bounds = new ArrayList<>();
    PIPES.forEach((resource, metric) -> addPipe(bounds, resource, metric));
    addMemory(bounds);
    if (bounds.isEmpty()) {
      return Optional.empty();
    }
    double throughput = bounds.stream().mapToDouble(Bound::micros).max().orElse(0);
    bounds.add(latency(throughput));
    double waves = value(KeyMetrics.WAVES);
    return Optional.of(
        new TimeBreakdown(
            profile.source(),
            micros,
            micros - working(),
            bounds,
            waves,
            waves > 0 ? 1 - waves / Math.ceil(waves) : 0,
            new Work(value(KeyMetrics.DRAM_READ) + value(KeyMetrics.DRAM_WRITE), Map.of())));
  }

  /** Returns the launch's time without what comes before its first and after its last block. */
  private double working() {
    return Math.min(micros, counted);
  }

  /** Returns the part of the elapsed cycles in which an SM had a warp. */
  private double active() {
    double elapsed = value(KeyMetrics.CYCLES_ELAPSED);
    double active = value(KeyMetrics.CYCLES_ACTIVE);
    return elapsed > 0 && active > 0 ? Math.min(1, active / elapsed) : 1;
  }

  private void addPipe(List<Bound> bounds, Resource resource, String metric) {
    double percent = value(metric);
    if (percent > 0) {
      add(bounds, resource, percent / 100 * active(), percentage(percent, metric));
    }
  }

  private void addMemory(List<Bound> bounds) {
    double most = profile.value(KeyMetrics.MEMORY_THROUGHPUT).orElse(100) / 100;
    double dram =
        profile
            .value(KeyMetrics.DRAM_THROUGHPUT)
            .orElseGet(() -> value(KeyMetrics.GPU_DRAM_THROUGHPUT));
    if (dram > 0) {
      add(
          bounds,
          Resource.DRAM,
          dram / 100 * gpu.dramGbps() / gpu.achievableDramGbps(),
          percentage(dram, KeyMetrics.DRAM_THROUGHPUT));
    }
    double l2 = value(KeyMetrics.L2_THROUGHPUT);
    if (l2 > 0) {
      add(
          bounds,
          Resource.L2,
          Math.min(most, l2 / 100),
          percentage(l2, KeyMetrics.L2_THROUGHPUT) + ", " + l2Rate());
    }
    addL1(bounds, most);
  }

  private String l2Rate() {
    double sectors = value(KeyMetrics.L2_READ_SECTORS) + value(KeyMetrics.L2_WRITE_SECTORS);
    return String.format(
        Locale.ROOT, "%.0f GB/s through it", sectors * SECTOR_MICROS_PER_GBPS / counted);
  }

  /** Global and shared wavefronts share one data path; the larger part gets the whole bound. */
  private void addL1(List<Bound> bounds, double most) {
    double percent = value(KeyMetrics.L1_THROUGHPUT);
    if (percent <= 0) {
      return;
    }
    double path = Math.min(most, percent / 100 * active());
    double cycles = gpu.sms() * value(KeyMetrics.CYCLES_ACTIVE);
    double wavefronts = value(KeyMetrics.SHARED_WAVEFRONTS);
    double shared = cycles > 0 ? Math.min(path, wavefronts / cycles * active()) : 0;
    boolean sharedLeads = shared > path / 2;
    String detail = percentage(percent, KeyMetrics.L1_THROUGHPUT);
    add(bounds, Resource.L1, sharedLeads ? path - shared : path, detail);
    if (shared > 0) {
      add(
          bounds,
          Resource.SHARED,
          sharedLeads ? path : shared,
          String.format(Locale.ROOT, "%.3g wavefronts; %s", wavefronts, detail));
    }
  }

  private void add(List<Bound> bounds, Resource resource, double share, String detail) {
    bounds.add(new Bound(resource, Math.min(1, share) * working(), detail));
  }

  private static String percentage(double percent, String metric) {
    return String.format(Locale.ROOT, "%.0f %% (%s)", percent, metric);
  }

  private Bound latency(double throughput) {
    double rest = Math.pow(working(), OVERLAP) - Math.pow(throughput, OVERLAP);
    return new Bound(Resource.LATENCY, Math.pow(Math.max(0, rest), 1 / OVERLAP), waits());
  }

  /** Says what warps wait for most, and how many there are. */
  private String waits() {
    String most = "";
    double percent = 0;
    for (Map.Entry<String, String> stall : STALLS.entrySet()) {
      if (value(stall.getKey()) > percent) {
        percent = value(stall.getKey());
        most = stall.getValue();
      }
    }
    String waiting =
        percent == 0
            ? "nothing is busy"
            : String.format(Locale.ROOT, "warps wait %.0f %% of their time for %s", percent, most);
    return String.format(
        Locale.ROOT, "%s, %.1f warps a scheduler", waiting, value(KeyMetrics.WARPS_PER_SCHEDULER));
  }

  private double value(String metric) {
    return profile.value(metric).orElse(0);
  }
}
