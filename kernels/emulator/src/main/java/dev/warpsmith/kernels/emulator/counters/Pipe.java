package dev.warpsmith.kernels.emulator.counters;

/** The execution pipe that a PTX instruction would mostly use, in the words of Nsight Compute. */
public enum Pipe {
  /** Single-precision fused multiply-add, add and multiply; integer multiply-add. */
  FMA,
  /** Integer and logic operations, comparisons, minimum and maximum. */
  ALU,
  /** Double precision. */
  FP64,
  /** Half-precision arithmetic. */
  FP16,
  /** Transcendentals, reciprocals, and conversions between widths. */
  XU,
  /** Matrix instructions. */
  TENSOR,
  /** Loads, stores, atomics, shuffles, barriers. */
  LSU,
  /** Branches and returns. */
  CBU,
  /** Warp-uniform values: parameters, special registers, addresses of variables. */
  UNIFORM
}
