package dev.warpsmith.coder.prompt;

import dev.warpsmith.kernels.device.GpuSpec;
import java.util.Locale;

/** Describes a GPU to a language model. */
public final class GpuText {
  private GpuText() {}

  /** Returns its limits and rates, a line each. */
  public static String of(GpuSpec gpu) {
    GpuSpec.Limits limits = gpu.limits();
    return String.format(
        Locale.ROOT,
        """
        # GPU: %s (%s, compute capability %s)

        - %d SMs at %d MHz, each with up to %d threads, %d blocks, %d registers of 32 bits, %d KB of shared memory
        - a block: up to %d threads, %d KB of shared memory (48 KB static; more as dynamic shared memory, opted into for you); a thread: up to %d registers
        - L1 and shared memory together: %d KB per SM; L2: %.0f MB
        - DRAM: %.0f GB/s peak, about %.0f GB/s achievable; L2 about %.0f GB/s
        - peaks: %.1f TFLOPS FP32, %.1f FP64; tensor cores %.0f TFLOPS FP16, %.0f BF16, %.0f TF32
        - per SM and clock: %d FP32, %d INT32, %d special-function operations, %d warp instructions issued
        - latencies in clocks: arithmetic %d, shared memory %d, L1 %d, L2 %d, DRAM %d; a launch costs about %.1f us"""
            .stripIndent(),
        gpu.name(),
        gpu.description(),
        gpu.arch(),
        gpu.sms(),
        gpu.clockMhz(),
        limits.threadsPerSm(),
        limits.blocksPerSm(),
        limits.registersPerSm(),
        limits.sharedBytesPerSm() / 1024,
        limits.threadsPerBlock(),
        limits.sharedBytesPerBlock() / 1024,
        limits.registersPerThread(),
        gpu.l1Bytes() / 1024,
        gpu.l2Bytes() / 1048576.0,
        gpu.dramGbps(),
        gpu.achievableDramGbps(),
        gpu.l2Gbps(),
        gpu.fp32Tflops(),
        gpu.tensor().fp64(),
        gpu.tensor().fp16(),
        gpu.tensor().bf16(),
        gpu.tensor().tf32(),
        gpu.lanes().fp32(),
        gpu.lanes().int32(),
        gpu.lanes().sfu(),
        gpu.lanes().issue(),
        gpu.latency().arithmetic(),
        gpu.latency().shared(),
        gpu.latency().l1(),
        gpu.latency().l2(),
        gpu.latency().dram(),
        gpu.launchMicros());
  }
}
