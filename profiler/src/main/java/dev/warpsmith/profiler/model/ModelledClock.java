package dev.warpsmith.profiler.model;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.Occupancy;
import dev.warpsmith.profiler.model.TimeBreakdown.Bound;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Models how long a launch takes from what it executed.
 *
 * <p>Each resource alone gives a lower bound. What few warps of an SM cannot do at once is
 * combined, as is the longest throughput bound with the latency bound, by a norm between maximum
 * and sum. MODEL.md has the equations, the sources of every coefficient, and what is left out. The
 * model is evidence: nothing that writes or judges kernels may change it.
 */
public final class ModelledClock {
  /** Changes whenever a modelled time could. */
  public static final String VERSION = "m7";

  /**
   * Exponent of the norm that combines throughput and latency, from the streaming kernels at 3 to
   * 100 % occupancy of RRZE-HPC/gpu-benches, gpu-stream/gh200.txt.
   */
  static final double OVERLAP_EXPONENT = 1.5;

  /** Time to start and retire a block: the init kernel of the same source, one block per SM. */
  static final double BLOCK_TURNAROUND_MICROS = 0.2;

  /** SM clocks to start a block, and a warp of it, on one SM (H200, MODEL.md: empty blocks). */
  static final double BLOCK_CLOCKS = 158;

  static final double WARP_CLOCKS = 7.25;

  /** SM clocks that a line of a store takes on its way to L2 (H200, MODEL.md: partial sectors). */
  static final double STORE_LINE_CLOCKS = 1.5;

  /** Bytes per clock from L2 to one SM (NVIDIA A100 whitepaper). */
  static final double L2_TO_SM_BYTES = 64;

  /** Pipes whose instructions take an issue slot. */
  private static final Set<Counter> ISSUED =
      EnumSet.of(
          Counter.PIPE_FMA,
          Counter.PIPE_ALU,
          Counter.PIPE_FP64,
          Counter.PIPE_FP16,
          Counter.PIPE_XU,
          Counter.PIPE_TENSOR,
          Counter.PIPE_LSU,
          Counter.PIPE_CBU);

  /** What takes issue slots, what takes tensor cores, and what takes the data path of an SM. */
  private static final Set<Resource> INSTRUCTIONS =
      EnumSet.of(
          Resource.ISSUE,
          Resource.FMA,
          Resource.ALU,
          Resource.FP64,
          Resource.FP16,
          Resource.XU,
          Resource.LSU);

  private static final Set<Resource> MATRICES = EnumSet.of(Resource.TENSOR);
  private static final Set<Resource> DATA = EnumSet.of(Resource.L1, Resource.SHARED);

  private static final double SECTOR = 32;
  private static final double WAVEFRONT = 128;

  private final GpuSpec gpu;
  private final LaunchCounters counters;
  private final Occupancy occupancy;
  private final double blocks;
  private final double warpsPerBlock;

  private ModelledClock(
      GpuSpec gpu, LaunchCounters counters, Occupancy occupancy, KernelLaunch launch) {
    this.gpu = gpu;
    this.counters = counters;
    this.occupancy = occupancy;
    this.blocks = counters.sampling().blocks();
    this.warpsPerBlock = Math.ceil(launch.block().count() / 32.0);
  }

  /** Returns the versions that stand beside every modelled number, such as {@code m1/g1}. */
  public static String label() {
    return VERSION + "/" + Gpus.version();
  }

  /**
   * Models one launch.
   *
   * @throws IllegalArgumentException if the launch does not fit the GPU
   */
  public static TimeBreakdown time(
      GpuSpec gpu, KernelResources kernel, KernelLaunch launch, LaunchCounters counters) {
    Occupancy occupancy = Occupancy.of(gpu, kernel, launch);
    if (occupancy.blocksPerSm() == 0) {
      throw new IllegalArgumentException(
          launch.kernel() + ": no block fits an SM of " + gpu.name() + ", limits " + occupancy);
    }
    return new ModelledClock(gpu, counters, occupancy, launch).breakdown();
  }

  /** Returns the time of launches one after another, as one modelled measurement. */
  public static Measurement measurement(List<TimeBreakdown> launches) {
    return Measurement.modelled(
        label(), launches.stream().mapToDouble(TimeBreakdown::micros).sum());
  }

  private TimeBreakdown breakdown() {
    List<Bound> bounds = new ArrayList<>();
    addSmBounds(bounds);
    addMemoryPipes(bounds);
    addDeviceBounds(bounds);
    double longest = bounds.stream().mapToDouble(Bound::micros).max().orElse(0);
    double throughput = Math.max(longest, insideSm(bounds));
    Bound latency = latency();
    bounds.add(latency);
    Bound starts = blockStarts();
    bounds.add(starts);
    double work = Math.max(combine(throughput, latency.micros()), starts.micros());
    double waves = blocks / ((double) gpu.sms() * occupancy.blocksPerSm());
    return new TimeBreakdown(
        VERSION,
        Math.max(gpu.launchMicros(), launchOverhead() + work),
        launchOverhead(),
        bounds,
        waves,
        1 - waves / Math.ceil(waves),
        work());
  }

  /**
   * Returns how long an SM takes to issue, to multiply matrices and to move data. One warp does one
   * after the other; the more of them a scheduler has, the more goes on at once.
   */
  private double insideSm(List<Bound> bounds) {
    return norm(
        warpsPerScheduler(),
        longest(bounds, INSTRUCTIONS),
        longest(bounds, MATRICES),
        longest(bounds, DATA));
  }

  private static double longest(List<Bound> bounds, Set<Resource> resources) {
    return bounds.stream()
        .filter(bound -> resources.contains(bound.resource()))
        .mapToDouble(Bound::micros)
        .max()
        .orElse(0);
  }

  private double warpsPerScheduler() {
    double resident = Math.min(occupancy.blocksPerSm(), busiestSmBlocks()) * warpsPerBlock;
    return Math.max(1, resident / gpu.lanes().issue());
  }

  /** Tensor operations of all narrow types are counted together, at the rate of FP16. */
  private Work work() {
    Map<Work.Precision, Double> operations = new EnumMap<>(Work.Precision.class);
    operations.put(Work.Precision.FP32, count(Counter.FP32_OPERATIONS));
    operations.put(Work.Precision.FP64, count(Counter.FP64_OPERATIONS));
    operations.put(Work.Precision.FP16_TENSOR, count(Counter.TENSOR_FP16_OPERATIONS));
    operations.put(Work.Precision.TF32_TENSOR, count(Counter.TENSOR_TF32_OPERATIONS));
    return new Work(count(Counter.DRAM_READ_BYTES) + count(Counter.DRAM_WRITE_BYTES), operations);
  }

  /** Combines two bounds that partly overlap: never below the larger, never above the sum. */
  static double combine(double throughput, double latency) {
    return norm(OVERLAP_EXPONENT, throughput, latency);
  }

  private static double norm(double exponent, double... parts) {
    double sum = Arrays.stream(parts).map(part -> Math.pow(part, exponent)).sum();
    return Math.pow(sum, 1 / exponent);
  }

  /** The table's time of a short kernel, less that kernel's own shortest life. */
  private double launchOverhead() {
    double ownLife = BLOCK_TURNAROUND_MICROS + gpu.latency().l2() / gpu.clocksPerMicro();
    return Math.max(gpu.launchMicros() / 2, gpu.launchMicros() - ownLife);
  }

  private void addSmBounds(List<Bound> bounds) {
    GpuSpec.Lanes lanes = gpu.lanes();
    double issued = ISSUED.stream().mapToDouble(this::count).sum();
    addSm(bounds, Resource.ISSUE, issued, lanes.issue(), "warp instructions");
    addSm(bounds, Resource.FMA, count(Counter.PIPE_FMA), fmaPerClock(), "FMA-pipe");
    addSm(bounds, Resource.ALU, count(Counter.PIPE_ALU), lanes.int32() / 32.0, "ALU-pipe");
    addSm(bounds, Resource.FP64, count(Counter.PIPE_FP64), lanes.fp64() / 32.0, "FP64-pipe");
    addSm(bounds, Resource.FP16, count(Counter.PIPE_FP16), lanes.half2() / 32.0, "FP16-pipe");
    addSm(bounds, Resource.XU, count(Counter.PIPE_XU), lanes.sfu() / 32.0, "XU-pipe");
    addTensor(bounds, Counter.TENSOR_FP16_OPERATIONS, MatrixRate.fp16(gpu));
    addTensor(bounds, Counter.TENSOR_TF32_OPERATIONS, MatrixRate.tf32(gpu));
  }

  /** Warps per clock and SM: the lanes, and never more than the datasheet's rounded peak. */
  private double fmaPerClock() {
    double datasheet = gpu.fp32Tflops() * 1e6 / (64.0 * gpu.sms() * gpu.clocksPerMicro());
    return Math.min(gpu.lanes().fp32() / 32.0, datasheet);
  }

  private void addTensor(List<Bound> bounds, Counter operations, double tflops) {
    if (count(operations) > 0 && tflops > 0) {
      double perClockAndSm = tflops * 1e6 / (gpu.sms() * gpu.clocksPerMicro());
      addSm(bounds, Resource.TENSOR, count(operations), perClockAndSm, "tensor operations");
    }
  }

  /** Global and shared wavefronts share one data path; the larger part gets the whole bound. */
  private void addMemoryPipes(List<Bound> bounds) {
    double global = count(Counter.GLOBAL_WAVEFRONTS);
    double shared =
        count(Counter.SHARED_LOAD_WAVEFRONTS)
            + count(Counter.SHARED_STORE_WAVEFRONTS)
            + count(Counter.SHARED_ATOMIC_WAVEFRONTS);
    double perClock = gpu.lanes().lsuBytes() / WAVEFRONT;
    double storeLines = STORE_LINE_CLOCKS * count(Counter.GLOBAL_STORE_LINES) * perClock;
    addSm(bounds, Resource.LSU, count(Counter.PIPE_LSU), gpu.lanes().lsu() / 32.0, "requests");
    boolean sharedLeads = shared > global;
    addSm(
        bounds,
        Resource.L1,
        Math.max(storeLines, sharedLeads ? global : global + shared),
        perClock,
        "wavefronts");
    addSm(bounds, Resource.SHARED, sharedLeads ? global + shared : shared, perClock, "wavefronts");
  }

  private void addDeviceBounds(List<Bound> bounds) {
    double reads = count(Counter.L2_READ_SECTORS) * SECTOR;
    double writes = writtenBytes();
    double l2 =
        Math.max(
            (reads + writes) / (gpu.l2Gbps() * 1e3),
            smMicros(Math.max(reads, writes), L2_TO_SM_BYTES));
    bounds.add(new Bound(Resource.L2, l2, megabytes(reads + writes) + " through L2"));
    if (count(Counter.ATOMIC_CYCLES) > 0) {
      bounds.add(
          new Bound(
              Resource.ATOMICS,
              count(Counter.ATOMIC_CYCLES) / gpu.clocksPerMicro(),
              String.format(
                  Locale.ROOT,
                  "%.3g atomics, %.3g clocks on the busiest slice of L2",
                  count(Counter.GLOBAL_ATOMIC_LANES),
                  count(Counter.ATOMIC_CYCLES))));
    }
    double dram = count(Counter.DRAM_READ_BYTES) + count(Counter.DRAM_WRITE_BYTES);
    bounds.add(
        new Bound(
            Resource.DRAM,
            dram / (gpu.achievableDramGbps() * 1e3),
            megabytes(dram) + " at " + Math.round(gpu.achievableDramGbps()) + " GB/s achievable"));
  }

  /** A sector that is written in part costs what is written of it, and half of it at least. */
  private double writtenBytes() {
    double sectors = count(Counter.L2_WRITE_SECTORS) * SECTOR;
    double bytes =
        count(Counter.GLOBAL_STORE_BYTES) + count(Counter.GLOBAL_ATOMIC_SECTORS) * SECTOR;
    return Math.min(sectors, Math.max(bytes, sectors / 2));
  }

  /** Blocks follow one another in each slot of an SM; each takes at least its critical path. */
  private Bound latency() {
    double hitRate = l2ReadHitRate();
    double path =
        hitRate * count(Counter.CRITICAL_CYCLES_L2)
            + (1 - hitRate) * count(Counter.CRITICAL_CYCLES_DRAM);
    double perBlock = path / blocks / gpu.clocksPerMicro() + BLOCK_TURNAROUND_MICROS;
    double rounds = Math.ceil(busiestSmBlocks() / occupancy.blocksPerSm());
    return new Bound(
        Resource.LATENCY,
        rounds * perBlock,
        String.format(
            Locale.ROOT,
            "%.0f rounds of blocks, each %.2f us on its critical path, %.0f %% occupancy",
            rounds,
            perBlock,
            100 * occupancy.fraction()));
  }

  /** The block scheduler works beside everything else: nothing adds to it. */
  private Bound blockStarts() {
    double perBlock = Math.max(BLOCK_CLOCKS, WARP_CLOCKS * warpsPerBlock);
    return new Bound(
        Resource.BLOCKS,
        busiestSmBlocks() * perBlock / gpu.clocksPerMicro(),
        String.format(Locale.ROOT, "%.0f blocks, %.0f clocks to start each", blocks, perBlock));
  }

  private double l2ReadHitRate() {
    double sectors = count(Counter.L2_READ_SECTORS);
    return sectors == 0 ? 1 : count(Counter.L2_READ_HITS) / sectors;
  }

  private void addSm(
      List<Bound> bounds, Resource resource, double total, double perClock, String what) {
    if (total > 0) {
      bounds.add(
          new Bound(
              resource,
              smMicros(total, perClock),
              String.format(Locale.ROOT, "%.3g %s, %.4g per clock and SM", total, what, perClock)));
    }
  }

  /** Time of the SM that gets the most blocks. */
  private double smMicros(double total, double perClock) {
    return total * busiestSmBlocks() / blocks / perClock / gpu.clocksPerMicro();
  }

  private double busiestSmBlocks() {
    return Math.ceil(blocks / gpu.sms());
  }

  private double count(Counter counter) {
    return counters.value(counter);
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
