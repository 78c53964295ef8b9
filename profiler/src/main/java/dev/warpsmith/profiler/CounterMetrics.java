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
import java.util.LinkedHashMap;
import java.util.Map;

/** Derives Nsight Compute's metrics from counts and a modelled time. */
final class CounterMetrics {
  private static final double SECTOR = 32;

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
    KeyMetrics.paper().forEach(name -> metrics.put(name, new Metric.Absent(name, "not derived")));
  }

  Map<String, Metric> all() {
    launchMetrics();
    timeMetrics();
    instructionMetrics();
    globalMetrics();
    cacheMetrics();
    sharedMetrics();
    stallMetrics();
    return metrics;
  }

  private void launchMetrics() {
    exact(KeyMetrics.OCCUPANCY_LIMIT_BLOCKS, occupancy.limitBlocks(), "block");
    limit(KeyMetrics.OCCUPANCY_LIMIT_REGISTERS, occupancy.limitRegisters(), "registers");
    limit(KeyMetrics.OCCUPANCY_LIMIT_SHARED, occupancy.limitSharedMemory(), "shared memory");
    exact(KeyMetrics.OCCUPANCY_LIMIT_WARPS, occupancy.limitWarps(), "block");
    exact(KeyMetrics.REGISTERS, kernel.registers(), "register/thread");
    exact(KeyMetrics.THEORETICAL_OCCUPANCY, 100 * occupancy.fraction(), "%");
    exact(KeyMetrics.WAVES, time.waves(), "");
    exact(KeyMetrics.GRID_SIZE, (double) launch.grid().count(), "");
    exact(KeyMetrics.BLOCK_SIZE, (double) launch.block().count(), "");
    exact(KeyMetrics.SHARED_PER_BLOCK, occupancy.sharedBytesPerBlock(), "byte/block");
  }

  private void limit(String name, int blocks, String resource) {
    if (blocks == Integer.MAX_VALUE) {
      metrics.put(name, new Metric.Absent(name, "the kernel uses no " + resource));
    } else {
      exact(name, blocks, "block");
    }
  }

  private void timeMetrics() {
    double micros = time.micros();
    double active = work() * gpu.clocksPerMicro() * Math.min(1, blocks() / gpu.sms());
    double dram = count(Counter.DRAM_READ_BYTES) + count(Counter.DRAM_WRITE_BYTES);
    double dramPercent = 100 * dram / micros / (gpu.dramGbps() * 1e3);
    modelled(KeyMetrics.DURATION, micros, "usecond");
    modelled(KeyMetrics.CYCLES_ELAPSED, micros * gpu.clocksPerMicro(), "cycle");
    modelled(KeyMetrics.CYCLES_ACTIVE, active, "cycle");
    modelled(KeyMetrics.WARPS_ACTIVE, 100 * occupancy.fraction() * fullness(), "%");
    modelled(KeyMetrics.DRAM_READ, count(Counter.DRAM_READ_BYTES), "byte");
    modelled(KeyMetrics.DRAM_WRITE, count(Counter.DRAM_WRITE_BYTES), "byte");
    modelled(KeyMetrics.DRAM_THROUGHPUT, dramPercent, "%");
    modelled(KeyMetrics.GPU_DRAM_THROUGHPUT, dramPercent, "%");
    modelled(KeyMetrics.DRAM_RATE, dram / micros * 1e6, "byte/second");
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
    ptx(KeyMetrics.PIPE_XU, busy(Resource.XU), "%");
    ptx(KeyMetrics.PIPE_TENSOR, busy(Resource.TENSOR), "%");
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
    exact(KeyMetrics.LOAD_REQUESTS, count(Counter.GLOBAL_LOAD_REQUESTS), "");
    exact(KeyMetrics.LOAD_SECTORS, count(Counter.GLOBAL_LOAD_SECTORS), "sector");
    exact(KeyMetrics.STORE_REQUESTS, count(Counter.GLOBAL_STORE_REQUESTS), "");
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
    exact(KeyMetrics.BANK_CONFLICTS, count(Counter.SHARED_BANK_CONFLICTS), "");
    exact(
        KeyMetrics.SHARED_WAVEFRONTS,
        count(Counter.SHARED_LOAD_WAVEFRONTS)
            + count(Counter.SHARED_STORE_WAVEFRONTS)
            + count(Counter.SHARED_ATOMIC_WAVEFRONTS),
        "");
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
    boolean memory = queue == Resource.DRAM || queue == Resource.L2 || queue == Resource.L1;
    double queued = 1 - latencyPart;
    double longPart = count(Counter.MEMORY_WAIT_CYCLES) / cycles * latencyPart;
    modelled(KeyMetrics.STALL_LONG, 100 * (longPart + (memory ? queued : 0)), "%");
    modelled(
        KeyMetrics.STALL_BARRIER,
        100 * count(Counter.BARRIER_WAIT_CYCLES) / cycles * latencyPart,
        "%");
    double shortPart = count(Counter.SHARED_WAIT_CYCLES) / cycles * latencyPart;
    modelled(
        KeyMetrics.STALL_SHORT, 100 * (shortPart + (queue == Resource.SHARED ? queued : 0)), "%");
    absent(
        KeyMetrics.STALL_MEMORY,
        "a name of GPUs before Volta; since then these waits are long scoreboard");
    absent(KeyMetrics.STALL_BRANCH, "the model has no branch latency");
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
