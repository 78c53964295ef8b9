package dev.warpsmith.kernels.device;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A GPU's data: limits of the architecture, sizes, datasheet peaks and sourced achievable rates.
 *
 * <p>Every number's source stands beside it in the table that {@link Gpus} reads.
 *
 * @param name id in the table, such as {@code h200}
 * @param arch compile target, such as {@code sm_90}
 * @param sms streaming multiprocessors
 * @param clockMhz SM boost clock
 * @param l2Bytes L2 cache
 * @param l1Bytes unified L1 and shared memory per SM
 * @param memoryBytes device memory
 * @param dramGbps datasheet DRAM bandwidth, 10⁹ bytes per second
 * @param achievableDramGbps sourced achievable streaming bandwidth, 10⁹ bytes per second
 * @param fp32Tflops datasheet FP32 peak outside tensor cores
 * @param limits per-SM and per-block limits
 * @param tensor datasheet peaks of the tensor cores and of FP64
 * @param lanes operations per SM and clock
 * @param latency latencies in SM clocks
 * @param l2Gbps sourced achievable L2 read bandwidth, 10⁹ bytes per second
 * @param launchMicros sourced time of one short kernel in a queue of them
 * @param sources where each number comes from, by the table's field names
 */
public record GpuSpec(
    String name,
    String description,
    String arch,
    int sms,
    int clockMhz,
    long l2Bytes,
    int l1Bytes,
    long memoryBytes,
    double dramGbps,
    double achievableDramGbps,
    double fp32Tflops,
    Limits limits,
    TensorPeaks tensor,
    Lanes lanes,
    Latency latency,
    double l2Gbps,
    double launchMicros,
    Map<String, String> sources) {

  /** Architectures whose memory is HBM, with ECC always on. */
  private static final Set<String> HBM = Set.of("sm_70", "sm_80", "sm_90", "sm_100");

  /** Checks the signs and copies the sources. */
  public GpuSpec {
    if (sms < 1 || clockMhz < 1 || l2Bytes < 1 || dramGbps <= 0) {
      throw new IllegalArgumentException(
          name
              + ": "
              + sms
              + " SMs, "
              + clockMhz
              + " MHz, "
              + dramGbps
              + " GB/s: above 0 expected");
    }
    if (achievableDramGbps > dramGbps) {
      throw new IllegalArgumentException(
          name + ": achievable " + achievableDramGbps + " GB/s is above the peak " + dramGbps);
    }
    sources = Map.copyOf(sources);
  }

  /** Returns the warps that one SM can hold. */
  public int warpsPerSm() {
    return limits.threadsPerSm() / 32;
  }

  /** Returns SM clocks per microsecond. */
  public double clocksPerMicro() {
    return clockMhz;
  }

  /**
   * Returns the bytes that a miss of L2 reads from memory: 64 on Hopper, as measured on an H200
   * (reads with a stride of 64 bytes take as long as whole ones); elsewhere a sector of 32.
   */
  public int dramReadBytes() {
    return arch.startsWith("sm_90") ? 64 : 32;
  }

  /**
   * Tells whether a sector that was written in part is read before it is written back: ECC covers
   * all of it. Measured on an H200, taken to hold where memory is HBM.
   */
  public boolean fillsPartialSectors() {
    return HBM.contains(arch);
  }

  /**
   * Limits of a compute capability (CUDA programming guide, technical specifications).
   *
   * @param sharedBytesPerBlock the opt-in maximum
   * @param sharedAllocationUnit granularity of a block's shared memory
   * @param sharedCarveoutBytes sizes that the SM's shared memory can be configured to, ascending
   */
  public record Limits(
      int threadsPerBlock,
      int threadsPerSm,
      int blocksPerSm,
      int registersPerSm,
      int registersPerThread,
      int sharedBytesPerSm,
      int sharedBytesPerBlock,
      int reservedSharedBytesPerBlock,
      int registerAllocationUnit,
      int warpAllocationGranularity,
      int sharedAllocationUnit,
      List<Integer> sharedCarveoutBytes) {
    /** Copies the carve-outs. */
    public Limits {
      sharedCarveoutBytes = List.copyOf(sharedCarveoutBytes);
    }
  }

  /**
   * Datasheet peaks in 10¹² operations per second, dense; 0 where the unit does not exist.
   *
   * @param fp64 outside tensor cores
   */
  public record TensorPeaks(double fp64, double fp16, double bf16, double tf32) {}

  /**
   * Thread operations per SM and clock.
   *
   * @param half2 packed pairs of half-precision operations
   * @param sfu transcendentals
   * @param lsu lanes of memory instructions and shuffles
   * @param lsuBytes bytes between the SM and its L1 or shared memory
   * @param issue warp instructions
   */
  public record Lanes(
      int fp32, int fp64, int half2, int int32, int sfu, int lsu, int lsuBytes, int issue) {}

  /**
   * Latencies in SM clocks, unloaded.
   *
   * @param arithmetic dependent FP32 and integer instructions
   * @param sfu transcendentals
   * @param shared shared memory
   * @param l1 hit in L1
   * @param l2 hit in L2
   * @param dram miss in L2
   */
  public record Latency(int arithmetic, int sfu, int shared, int l1, int l2, int dram) {}
}
