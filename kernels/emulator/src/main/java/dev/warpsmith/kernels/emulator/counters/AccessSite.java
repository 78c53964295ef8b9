package dev.warpsmith.kernels.emulator.counters;

import java.util.Objects;

/**
 * One memory instruction of a kernel.
 *
 * @param id dense within a kernel, from 0; an index into {@link KernelShape#sites()}
 * @param bytesPerLane what one lane moves: vector length times element size
 * @param kind what the instruction does
 * @param cacheOperator {@code ca}, {@code cg}, {@code cs}, {@code lu}, {@code cv}, {@code wb},
 *     {@code wt}, or empty where the PTX names none
 * @param nonCoherent whether it is a {@code .nc} load
 * @param atomic how a warp's atomic reaches memory
 * @param line where it stands in the CUDA source, such as {@code kernel.cu:31}
 */
public record AccessSite(
    int id,
    int bytesPerLane,
    Kind kind,
    String cacheOperator,
    boolean nonCoherent,
    Atomic atomic,
    String line) {

  /** What a memory instruction does. */
  public enum Kind {
    LOAD,
    STORE,
    ATOMIC,
    REDUCTION,
    ASYNC_COPY
  }

  /** How a warp's atomic reaches memory. */
  public enum Atomic {
    /** It is none. */
    NONE,
    /** Lane by lane, integers or bits. */
    INTEGER,
    /**
     * ptxas joins the lanes: integers are added to one address that is the same for all of them.
     */
    JOINED,
    /** Lane by lane, floating-point values. */
    FLOATING_POINT
  }

  /** Checks the sizes. */
  public AccessSite {
    if (id < 0 || bytesPerLane <= 0) {
      throw new IllegalArgumentException("site " + id + " with " + bytesPerLane + " bytes");
    }
    Objects.requireNonNull(kind);
    Objects.requireNonNull(cacheOperator);
    Objects.requireNonNull(atomic);
    Objects.requireNonNull(line);
  }
}
