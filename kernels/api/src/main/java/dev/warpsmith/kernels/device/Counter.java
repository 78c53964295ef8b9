package dev.warpsmith.kernels.device;

/**
 * What an emulated GPU counts during a launch.
 *
 * <p>Instruction counts are PTX instructions: ptxas reschedules, unrolls and spills. A
 * <i>request</i> is one warp's memory instruction, a <i>sector</i> 32 bytes, a <i>wavefront</i> one
 * pass of a request through the SM's memory pipe.
 */
public enum Counter {
  WARP_INSTRUCTIONS,
  /** Warp instructions times active lanes. */
  THREAD_INSTRUCTIONS,
  /** Machine instructions that the PTX would become, by pipe; those that vanish are uniform. */
  PIPE_FMA,
  PIPE_ALU,
  PIPE_FP64,
  PIPE_FP16,
  PIPE_XU,
  PIPE_TENSOR,
  PIPE_LSU,
  PIPE_CBU,
  PIPE_UNIFORM,
  /** FP32 operations of active lanes outside tensor cores; a fused multiply-add is two. */
  FP32_OPERATIONS,
  FP64_OPERATIONS,
  FP16_OPERATIONS,
  /** Operations of tensor cores on 16-bit or narrower inputs. */
  TENSOR_FP16_OPERATIONS,
  TENSOR_TF32_OPERATIONS,
  GLOBAL_LOAD_REQUESTS,
  GLOBAL_LOAD_SECTORS,
  /** Bytes that the lanes asked for. */
  GLOBAL_LOAD_BYTES,
  GLOBAL_STORE_REQUESTS,
  GLOBAL_STORE_SECTORS,
  GLOBAL_STORE_BYTES,
  /** Lines of 128 bytes that stores touch, request by request. */
  GLOBAL_STORE_LINES,
  GLOBAL_ATOMIC_REQUESTS,
  GLOBAL_ATOMIC_SECTORS,
  /** Lanes that perform an atomic: those of one request on one address are done one by one. */
  GLOBAL_ATOMIC_LANES,
  /** SM clocks for which the busiest slice of L2 works on atomics. */
  ATOMIC_CYCLES,
  LOCAL_LOAD_SECTORS,
  LOCAL_STORE_SECTORS,
  /** Passes of global and local requests through L1's data stage. */
  GLOBAL_WAVEFRONTS,
  SHARED_LOAD_REQUESTS,
  SHARED_LOAD_WAVEFRONTS,
  SHARED_STORE_REQUESTS,
  SHARED_STORE_WAVEFRONTS,
  SHARED_ATOMIC_REQUESTS,
  SHARED_ATOMIC_WAVEFRONTS,
  /** Wavefronts of shared memory beyond the fewest that the requests' widths need. */
  SHARED_BANK_CONFLICTS,
  /** Sectors that loads looked up in L1. */
  L1_LOAD_SECTORS,
  L1_LOAD_HITS,
  L2_READ_SECTORS,
  L2_READ_HITS,
  L2_WRITE_SECTORS,
  L2_WRITE_HITS,
  DRAM_READ_BYTES,
  DRAM_WRITE_BYTES,
  BRANCHES,
  /** Branches whose active lanes all went the same way. */
  UNIFORM_BRANCHES,
  /** Warps' arrivals at block-wide barriers. */
  BARRIERS,
  /** Sum over blocks of their critical path in SM clocks, with L1 misses at L2's latency. */
  CRITICAL_CYCLES_L2,
  /** The same with L1 misses at DRAM's latency. */
  CRITICAL_CYCLES_DRAM,
  /** Clocks that warps waited for other warps at barriers on the critical path's timeline. */
  BARRIER_WAIT_CYCLES,
  /** Clocks that warps waited for global and local memory on that timeline, at DRAM's latency. */
  MEMORY_WAIT_CYCLES,
  /** Clocks that warps waited for shared memory and transcendentals on that timeline. */
  SHARED_WAIT_CYCLES,
  /** Sum of warps' lifetimes in SM clocks on that timeline, at DRAM's latency. */
  WARP_CYCLES
}
