package dev.warpsmith.profiler;

import java.util.List;

/**
 * Names of the metrics that a Judge reads, as Nsight Compute prints them.
 *
 * <p>The first 24 are the key metrics of CudaForge (arXiv:2511.01884, Table 8).
 */
public final class KeyMetrics {
  public static final String CYCLES_ACTIVE = "sm__cycles_active.avg";
  public static final String WARPS_ACTIVE = "sm__warps_active.avg.pct_of_peak_sustained_active";
  public static final String OCCUPANCY_LIMIT_BLOCKS = "launch__occupancy_limit_blocks";
  public static final String OCCUPANCY_LIMIT_REGISTERS = "launch__occupancy_limit_registers";
  public static final String OCCUPANCY_LIMIT_SHARED = "launch__occupancy_limit_shared_mem";
  public static final String REGISTERS = "launch__registers_per_thread";
  public static final String INSTRUCTIONS = "sm__inst_executed.sum";
  public static final String PIPE_FP32 =
      "sm__inst_executed_pipe_fp32.avg.pct_of_peak_sustained_active";
  public static final String PIPE_TENSOR =
      "sm__inst_executed_pipe_tensor.avg.pct_of_peak_sustained_active";
  public static final String DRAM_READ = "dram__bytes_read.sum";
  public static final String DRAM_WRITE = "dram__bytes_write.sum";
  public static final String DRAM_THROUGHPUT = "dram__throughput.avg.pct_of_peak_sustained_elapsed";
  public static final String DRAM_RATE = "dram__bytes.sum.per_second";
  public static final String GPU_DRAM_THROUGHPUT =
      "gpu__dram_throughput.avg.pct_of_peak_sustained_elapsed";
  public static final String L1_HIT_RATE = "l1tex__t_sector_hit_rate.pct";
  public static final String L1_THROUGHPUT = "l1tex__throughput.avg.pct_of_peak_sustained_active";
  public static final String L2_HIT_RATE = "lts__t_sector_hit_rate.pct";
  public static final String L2_THROUGHPUT = "lts__throughput.avg.pct_of_peak_sustained_active";
  public static final String STALL_MEMORY =
      "smsp__warp_issue_stalled_memory_dependency_per_warp_active.pct";
  public static final String STALL_SHORT =
      "smsp__warp_issue_stalled_short_scoreboard_per_warp_active.pct";
  public static final String STALL_LONG =
      "smsp__warp_issue_stalled_long_scoreboard_per_warp_active.pct";
  public static final String STALL_BARRIER = "smsp__warp_issue_stalled_barrier_per_warp_active.pct";
  public static final String STALL_BRANCH =
      "smsp__warp_issue_stalled_branch_resolving_per_warp_active.pct";
  public static final String BRANCH_UNIFORM =
      "smsp__sass_average_branch_targets_threads_uniform.pct";

  public static final String DURATION = "gpu__time_duration.sum";
  public static final String CYCLES_ELAPSED = "gpc__cycles_elapsed.max";
  public static final String OCCUPANCY_LIMIT_WARPS = "launch__occupancy_limit_warps";
  public static final String THEORETICAL_OCCUPANCY = "sm__maximum_warps_per_active_cycle_pct";
  public static final String WAVES = "launch__waves_per_multiprocessor";
  public static final String GRID_SIZE = "launch__grid_size";
  public static final String BLOCK_SIZE = "launch__block_size";
  public static final String SHARED_PER_BLOCK = "launch__shared_mem_per_block";
  public static final String ISSUE_ACTIVE = "sm__inst_issued.avg.pct_of_peak_sustained_active";
  public static final String PIPE_ALU =
      "sm__inst_executed_pipe_alu.avg.pct_of_peak_sustained_active";
  public static final String PIPE_FMA =
      "sm__inst_executed_pipe_fma.avg.pct_of_peak_sustained_active";
  public static final String PIPE_XU = "sm__inst_executed_pipe_xu.avg.pct_of_peak_sustained_active";
  public static final String PIPE_LSU =
      "sm__inst_executed_pipe_lsu.avg.pct_of_peak_sustained_active";
  public static final String LOAD_REQUESTS = "l1tex__t_requests_pipe_lsu_mem_global_op_ld.sum";
  public static final String LOAD_SECTORS = "l1tex__t_sectors_pipe_lsu_mem_global_op_ld.sum";
  public static final String STORE_REQUESTS = "l1tex__t_requests_pipe_lsu_mem_global_op_st.sum";
  public static final String STORE_SECTORS = "l1tex__t_sectors_pipe_lsu_mem_global_op_st.sum";
  public static final String SECTORS_PER_LOAD =
      "l1tex__average_t_sectors_per_request_pipe_lsu_mem_global_op_ld.ratio";
  public static final String SECTORS_PER_STORE =
      "l1tex__average_t_sectors_per_request_pipe_lsu_mem_global_op_st.ratio";
  public static final String BYTES_PER_SECTOR_LOAD =
      "smsp__sass_average_data_bytes_per_sector_mem_global_op_ld.pct";
  public static final String BYTES_PER_SECTOR_STORE =
      "smsp__sass_average_data_bytes_per_sector_mem_global_op_st.pct";
  public static final String BANK_CONFLICTS = "l1tex__data_bank_conflicts_pipe_lsu.sum";
  public static final String SHARED_WAVEFRONTS = "l1tex__data_pipe_lsu_wavefronts_mem_shared.sum";
  public static final String LOCAL_LOAD_SECTORS = "l1tex__t_sectors_pipe_lsu_mem_local_op_ld.sum";
  public static final String LOCAL_STORE_SECTORS = "l1tex__t_sectors_pipe_lsu_mem_local_op_st.sum";
  public static final String L2_READ_SECTORS = "lts__t_sectors_op_read.sum";
  public static final String L2_WRITE_SECTORS = "lts__t_sectors_op_write.sum";
  public static final String THREADS_PER_INSTRUCTION =
      "smsp__thread_inst_executed_per_inst_executed.ratio";

  public static final String SM_THROUGHPUT = "sm__throughput.avg.pct_of_peak_sustained_elapsed";
  public static final String MEMORY_THROUGHPUT =
      "gpu__compute_memory_throughput.avg.pct_of_peak_sustained_elapsed";
  public static final String SM_FREQUENCY = "gpc__cycles_elapsed.avg.per_second";
  public static final String INSTRUCTIONS_PER_CYCLE = "sm__inst_executed.avg.per_cycle_active";
  public static final String PIPE_FP64 =
      "sm__inst_executed_pipe_fp64.avg.pct_of_peak_sustained_active";
  public static final String SHARED_LOAD_WAVEFRONTS =
      "l1tex__data_pipe_lsu_wavefronts_mem_shared_op_ld.sum";
  public static final String SHARED_STORE_WAVEFRONTS =
      "l1tex__data_pipe_lsu_wavefronts_mem_shared_op_st.sum";
  public static final String SHARED_ATOMIC_WAVEFRONTS =
      "l1tex__data_pipe_lsu_wavefronts_mem_shared_op_atom.sum";
  public static final String SHARED_BANK_CONFLICTS =
      "l1tex__data_bank_conflicts_pipe_lsu_mem_shared.sum";
  public static final String STALL_MATH =
      "smsp__warp_issue_stalled_math_pipe_throttle_per_warp_active.pct";
  public static final String STALL_LSU = "smsp__warp_issue_stalled_lg_throttle_per_warp_active.pct";
  public static final String STALL_MIO =
      "smsp__warp_issue_stalled_mio_throttle_per_warp_active.pct";
  public static final String STALL_WAIT = "smsp__warp_issue_stalled_wait_per_warp_active.pct";
  public static final String STALL_MEMBAR = "smsp__warp_issue_stalled_membar_per_warp_active.pct";
  public static final String STALL_NOT_SELECTED =
      "smsp__warp_issue_stalled_not_selected_per_warp_active.pct";
  public static final String WARPS_PER_SCHEDULER = "smsp__warps_active.avg.per_cycle_active";

  private KeyMetrics() {}

  /** Returns the 24 key metrics of the paper, in its order. */
  public static List<String> paper() {
    return List.of(
        CYCLES_ACTIVE,
        WARPS_ACTIVE,
        OCCUPANCY_LIMIT_BLOCKS,
        OCCUPANCY_LIMIT_REGISTERS,
        OCCUPANCY_LIMIT_SHARED,
        REGISTERS,
        INSTRUCTIONS,
        PIPE_FP32,
        PIPE_TENSOR,
        DRAM_READ,
        DRAM_WRITE,
        DRAM_THROUGHPUT,
        DRAM_RATE,
        GPU_DRAM_THROUGHPUT,
        L1_HIT_RATE,
        L1_THROUGHPUT,
        L2_HIT_RATE,
        L2_THROUGHPUT,
        STALL_MEMORY,
        STALL_SHORT,
        STALL_LONG,
        STALL_BARRIER,
        STALL_BRANCH,
        BRANCH_UNIFORM);
  }
}
