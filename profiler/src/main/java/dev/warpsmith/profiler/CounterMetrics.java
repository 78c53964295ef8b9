package dev.warpsmith.profiler;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.Occupancy;
import dev.warpsmith.profiler.Metric.Kind;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Derives Nsight Compute's metrics from counts and a modelled time. */
final class CounterMetrics {
  private static final double SECTOR = 32;
  private static final int SCHEDULERS = 4;

  private static final Set<Resource> PIPES =
      EnumSet.of(
          Resource.FMA, Resource.ALU, Resource.FP64, Resource.FP16, Resource.XU, Resource.TENSOR);
  private static final Set<Resource> MEMORY = EnumSet.of(Resource.DRAM, Resource.L2, Resource.L1);

  private final GpuSpec gpu;
  private final KernelResources kernel;
  private final KernelLaunch launch;
  private final LaunchCounters counters;
  private final TimeBreakdown time;
  private final Occupancy occupancy;
  private final Map<String, Metric> metrics = new LinkedHashMap<>();

  CounterMetrics(
      GpuSpec gpu,
      KernelResources kernel,
      KernelLaunch launch,
      LaunchCounters counters,
      TimeBreakdown time) {
    this.gpu = gpu;
    this.kernel = kernel;
    this.launch = launch;
    this.counters = counters;
    this.time = time;
    this.occupancy = Occupancy.of(gpu, kernel, launch);
    for (MetricCatalog.Entry entry : MetricCatalog.all()) {
      absent(entry.name(), entry.notEmulated().orElse("not derived"));
    }
  }

  Map<String, Metric> all() {
    metrics.putAll(LaunchMetrics.of(gpu, kernel, launch));
    timeMetrics();
    speedOfLight();
    instructionMetrics();
    globalMetrics();
    cacheMetrics();
    sharedMetrics();
    stallMetrics();
    return metrics;
  }

  private void timeMetrics() {
    double micros = time.micros();
    double dram = count(Counter.DRAM_READ_BYTES) + count(Counter.DRAM_WRITE_BYTES);
    double dramPercent = 100 * dram / micros / (gpu.dramGbps() * 1e3);
    modelled(KeyMetrics.DURATION, micros, "usecond");
    modelled(KeyMetrics.CYCLES_ELAPSED, micros * gpu.clocksPerMicro(), "cycle");
    modelled(KeyMetrics.CYCLES_ACTIVE, activeCycles(), "cycle");
    double resident = occupancy.fraction() * fullness();
    modelled(KeyMetrics.WARPS_ACTIVE, 100 * resident, "%");
    modelled(KeyMetrics.WARPS_PER_SCHEDULER, resident * gpu.warpsPerSm() / SCHEDULERS, "warp");
    modelled(KeyMetrics.DRAM_READ, count(Counter.DRAM_READ_BYTES), "byte");
    modelled(KeyMetrics.DRAM_WRITE, count(Counter.DRAM_WRITE_BYTES), "byte");
    modelled(KeyMetrics.DRAM_THROUGHPUT, dramPercent, "%");
    modelled(KeyMetrics.GPU_DRAM_THROUGHPUT, dramPercent, "%");
    modelled(KeyMetrics.DRAM_RATE, dram / micros * 1e6, "byte/second");
  }

  /** What of the elapsed time each side of the GPU was busy: its instructions, its memory. */
  private void speedOfLight() {
    double elapsed = time.micros();
    double sm = Math.max(time.micros(Resource.ISSUE), time.micros(Resource.LSU));
    for (Resource resource : PIPES) {
      sm = Math.max(sm, time.micros(resource));
    }
    double memory = time.micros(Resource.SHARED);
    for (Resource resource : MEMORY) {
      memory = Math.max(memory, time.micros(resource));
    }
    ptx(KeyMetrics.SM_THROUGHPUT, 100 * Math.min(1, sm / elapsed), "%");
    modelled(KeyMetrics.MEMORY_THROUGHPUT, 100 * Math.min(1, memory / elapsed), "%");
    modelled(KeyMetrics.SM_FREQUENCY, gpu.clocksPerMicro() * 1e6, "cycle/second");
  }

  /** Resident warps over time as a fraction of the theoretical, where blocks are too few. */
  private double fullness() {
    double perSm = Math.max(1, blocks() / gpu.sms());
    double rounds = Math.ceil(perSm / occupancy.blocksPerSm());
    return perSm / (rounds * occupancy.blocksPerSm());
  }

  private void instructionMetrics() {
    double warps = count(Counter.WARP_INSTRUCTIONS);
    ptx(KeyMetrics.INSTRUCTIONS, warps, "inst");
    ptx(KeyMetrics.ISSUE_ACTIVE, busy(Resource.ISSUE), "%");
    ptx(KeyMetrics.PIPE_FP32, busy(Resource.FMA), "%");
    ptx(KeyMetrics.PIPE_FMA, busy(Resource.FMA), "%");
    ptx(KeyMetrics.PIPE_ALU, busy(Resource.ALU), "%");
    ptx(KeyMetrics.PIPE_FP64, busy(Resource.FP64), "%");
    ptx(KeyMetrics.PIPE_XU, busy(Resource.XU), "%");
    ptx(KeyMetrics.PIPE_TENSOR, busy(Resource.TENSOR), "%");
    ratio(
        KeyMetrics.INSTRUCTIONS_PER_CYCLE,
        warps,
        gpu.sms() * activeCycles(),
        "inst/cycle",
        Kind.PTX,
        "no cycle was active");
    ratio(
        KeyMetrics.THREADS_PER_INSTRUCTION,
        count(Counter.THREAD_INSTRUCTIONS),
        warps,
        "",
        Kind.PTX,
        "no instruction ran");
    ratio(
        KeyMetrics.BRANCH_UNIFORM,
        100 * count(Counter.UNIFORM_BRANCHES),
        count(Counter.BRANCHES),
        "%",
        Kind.PTX,
        "the kernel has no conditional branch");
  }

  private void globalMetrics() {
    exact(KeyMetrics.LOAD_REQUESTS, count(Counter.GLOBAL_LOAD_REQUESTS), "request");
    exact(KeyMetrics.LOAD_SECTORS, count(Counter.GLOBAL_LOAD_SECTORS), "sector");
    exact(KeyMetrics.STORE_REQUESTS, count(Counter.GLOBAL_STORE_REQUESTS), "request");
    exact(KeyMetrics.STORE_SECTORS, count(Counter.GLOBAL_STORE_SECTORS), "sector");
    exact(KeyMetrics.LOCAL_LOAD_SECTORS, count(Counter.LOCAL_LOAD_SECTORS), "sector");
    exact(KeyMetrics.LOCAL_STORE_SECTORS, count(Counter.LOCAL_STORE_SECTORS), "sector");
    perSector(
        KeyMetrics.SECTORS_PER_LOAD,
        KeyMetrics.BYTES_PER_SECTOR_LOAD,
        Counter.GLOBAL_LOAD_REQUESTS,
        Counter.GLOBAL_LOAD_SECTORS,
        Counter.GLOBAL_LOAD_BYTES,
        "the kernel loads nothing from global memory");
    perSector(
        KeyMetrics.SECTORS_PER_STORE,
        KeyMetrics.BYTES_PER_SECTOR_STORE,
        Counter.GLOBAL_STORE_REQUESTS,
        Counter.GLOBAL_STORE_SECTORS,
        Counter.GLOBAL_STORE_BYTES,
        "the kernel stores nothing to global memory");
  }

  private void perSector(
      String sectorsPerRequest,
      String bytesPerSector,
      Counter requests,
      Counter sectors,
      Counter bytes,
      String reason) {
    ratio(sectorsPerRequest, count(sectors), count(requests), "sector", Kind.EXACT, reason);
    ratio(bytesPerSector, 100 * count(bytes), SECTOR * count(sectors), "%", Kind.EXACT, reason);
  }

  private void cacheMetrics() {
    ratio(
        KeyMetrics.L1_HIT_RATE,
        100 * count(Counter.L1_LOAD_HITS),
        count(Counter.L1_LOAD_SECTORS)
            + count(Counter.GLOBAL_STORE_SECTORS)
            + count(Counter.LOCAL_STORE_SECTORS),
        "%",
        Kind.MODELLED,
        "no access went through L1");
    ratio(
        KeyMetrics.L2_HIT_RATE,
        100 * (count(Counter.L2_READ_HITS) + count(Counter.L2_WRITE_HITS)),
        count(Counter.L2_READ_SECTORS) + count(Counter.L2_WRITE_SECTORS),
        "%",
        Kind.MODELLED,
        "no access went through L2");
    modelled(KeyMetrics.L2_READ_SECTORS, count(Counter.L2_READ_SECTORS), "sector");
    modelled(KeyMetrics.L2_WRITE_SECTORS, count(Counter.L2_WRITE_SECTORS), "sector");
    modelled(KeyMetrics.L1_THROUGHPUT, Math.max(busy(Resource.L1), busy(Resource.SHARED)), "%");
    modelled(KeyMetrics.L2_THROUGHPUT, busy(Resource.L2), "%");
    ptx(KeyMetrics.PIPE_LSU, busy(Resource.LSU), "%");
  }

  private void sharedMetrics() {
    double loads = count(Counter.SHARED_LOAD_WAVEFRONTS);
    double stores = count(Counter.SHARED_STORE_WAVEFRONTS);
    double atomics = count(Counter.SHARED_ATOMIC_WAVEFRONTS);
    exact(KeyMetrics.BANK_CONFLICTS, count(Counter.SHARED_BANK_CONFLICTS), "");
    exact(KeyMetrics.SHARED_BANK_CONFLICTS, count(Counter.SHARED_BANK_CONFLICTS), "");
    exact(KeyMetrics.SHARED_WAVEFRONTS, loads + stores + atomics, "");
    exact(KeyMetrics.SHARED_LOAD_WAVEFRONTS, loads, "");
    exact(KeyMetrics.SHARED_STORE_WAVEFRONTS, stores, "");
    exact(KeyMetrics.SHARED_ATOMIC_WAVEFRONTS, atomics, "");
  }

  /**
   * Stalls: the critical path's waits for the part of the time that latency explains, and the
   * binding resource's queue for the rest.
   */
  private void stallMetrics() {
    double latencyPart = Math.min(1, time.micros(Resource.LATENCY) / work());
    double cycles = Math.max(1, count(Counter.WARP_CYCLES));
    Resource queue =
        time.bounds().stream()
            .map(TimeBreakdown.Bound::resource)
            .filter(resource -> resource != Resource.LATENCY)
            .findFirst()
            .orElse(Resource.ISSUE);
    double queued = 1 - latencyPart;
    double longPart = count(Counter.MEMORY_WAIT_CYCLES) / cycles * latencyPart;
    double barrierPart = count(Counter.BARRIER_WAIT_CYCLES) / cycles * latencyPart;
    double shortPart = count(Counter.SHARED_WAIT_CYCLES) / cycles * latencyPart;
    stall(KeyMetrics.STALL_LONG, longPart, MEMORY.contains(queue) ? queued : 0);
    stall(KeyMetrics.STALL_BARRIER, barrierPart, 0);
    stall(KeyMetrics.STALL_SHORT, shortPart, queue == Resource.SHARED ? queued : 0);
    stall(KeyMetrics.STALL_MATH, 0, PIPES.contains(queue) ? queued : 0);
    stall(KeyMetrics.STALL_LSU, 0, queue == Resource.LSU ? queued : 0);
    stall(KeyMetrics.STALL_NOT_SELECTED, 0, queue == Resource.ISSUE ? queued : 0);
  }

  private void stall(String name, double waited, double queued) {
    modelled(name, 100 * (waited + queued), "%");
  }

  private double activeCycles() {
    return work() * gpu.clocksPerMicro() * Math.min(1, blocks() / gpu.sms());
  }

  /** What a resource's bound is of the time without launch, in percent. */
  private double busy(Resource resource) {
    return 100 * Math.min(1, time.micros(resource) / work());
  }

  private double work() {
    return time.micros() - time.launchMicros();
  }

  private double blocks() {
    return counters.sampling().blocks();
  }

  private double count(Counter counter) {
    return counters.value(counter);
  }

  private void ratio(
      String name, double above, double below, String unit, Kind kind, String reason) {
    if (below == 0) {
      absent(name, reason);
    } else {
      metrics.put(name, new Metric.Value(name, above / below, unit, kind));
    }
  }

  private void exact(String name, double value, String unit) {
    metrics.put(name, new Metric.Value(name, value, unit, Kind.EXACT));
  }

  private void modelled(String name, double value, String unit) {
    metrics.put(name, new Metric.Value(name, value, unit, Kind.MODELLED));
  }

  private void ptx(String name, double value, String unit) {
    metrics.put(name, new Metric.Value(name, value, unit, Kind.PTX));
  }

  private void absent(String name, String reason) {
    metrics.put(name, new Metric.Absent(name, reason));
  }
}
