package dev.warpsmith.profiler.model;

import java.util.Comparator;
import java.util.List;

/**
 * A launch's time and what each resource takes of it: modelled, or as its counters say.
 *
 * @param version of the model, such as {@code m1}, or what read the counters, such as {@code ncu
 *     2025.3.1}
 * @param micros the time, launch included
 * @param launchMicros the part that an empty kernel takes
 * @param bounds what each resource alone would take, longest first
 * @param waves residency waves of the grid: blocks ÷ (SMs × blocks per SM)
 * @param tailFraction part of the SMs' block slots that are empty in the last wave, from 0 to 1
 * @param work DRAM traffic and floating-point operations, those of packed halves left out
 */
public record TimeBreakdown(
    String version,
    double micros,
    double launchMicros,
    List<Bound> bounds,
    double waves,
    double tailFraction,
    Work work) {

  /** A resource that can hold a kernel back. */
  public enum Resource {
    /** The block scheduler: thread blocks started, one after the other on each SM. */
    BLOCKS,
    /** Warp schedulers: one instruction per clock and sub-partition. */
    ISSUE,
    /** FP32 units, with integer multiply-add. */
    FMA,
    /** Integer and logic units. */
    ALU,
    FP64,
    FP16,
    /** Transcendentals and conversions. */
    XU,
    TENSOR,
    /** Memory instructions, shuffles and barriers entering the SM's load-store units. */
    LSU,
    /** Wavefronts of global memory through L1. */
    L1,
    /** Wavefronts of shared memory, conflicts included. */
    SHARED,
    L2,
    /** The units of L2 that do atomics: contention on few addresses. */
    ATOMICS,
    /** DRAM at its achievable bandwidth. */
    DRAM,
    /** Dependent instructions and memory latency that the resident warps do not hide. */
    LATENCY
  }

  /**
   * What one resource alone would take.
   *
   * @param micros without launch
   * @param detail for people: what was counted against which rate
   */
  public record Bound(Resource resource, double micros, String detail) {}

  /** Makes the breakdown of a launch whose work nobody asks for. */
  public TimeBreakdown(
      String version,
      double micros,
      double launchMicros,
      List<Bound> bounds,
      double waves,
      double tailFraction) {
    this(version, micros, launchMicros, bounds, waves, tailFraction, Work.fp32(0, 0));
  }

  /** Sorts the bounds, longest first. */
  public TimeBreakdown {
    if (!(micros > 0) || bounds.isEmpty()) {
      throw new IllegalArgumentException(micros + " us of " + bounds.size() + " bounds");
    }
    bounds = bounds.stream().sorted(Comparator.comparing(Bound::micros).reversed()).toList();
  }

  /** Returns the resource that holds the kernel back most. */
  public Bound binding() {
    return bounds.get(0);
  }

  /** Returns a resource's bound in microseconds; 0 if the kernel does not use it. */
  public double micros(Resource resource) {
    return bounds.stream()
        .filter(bound -> bound.resource() == resource)
        .mapToDouble(Bound::micros)
        .findFirst()
        .orElse(0);
  }
}
