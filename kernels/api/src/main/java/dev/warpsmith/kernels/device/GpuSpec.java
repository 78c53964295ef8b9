package dev.warpsmith.kernels.device;

/**
 * A GPU's data: limits of the architecture, sizes, datasheet peaks and sourced achievable rates.
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
    Limits limits) {

  /**
   * Limits of a compute capability (CUDA programming guide, technical specifications).
   *
   * @param sharedBytesPerBlock the opt-in maximum
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
      int warpAllocationGranularity) {}
}
