package dev.warpsmith.kernels.ptx;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A variable or parameter.
 *
 * @param linkage {@code visible}, {@code extern}, {@code weak}, {@code common} or empty
 * @param alignment in bytes; the type's size unless {@code .align} says more
 * @param vector elements of a vector type, 1 for a scalar
 * @param pointer what a kernel parameter points to, where {@code .ptr} tells
 * @param dimensions array extents; empty for a scalar, 0 for an unsized extent
 * @param initializer initial values, zero if empty
 */
public record Variable(
    String linkage,
    StateSpace space,
    int alignment,
    ScalarType type,
    int vector,
    Optional<Pointer> pointer,
    String name,
    List<Long> dimensions,
    Optional<Initializer> initializer) {

  /**
   * What a pointer parameter is known to point to.
   *
   * @param space empty for generic
   */
  public record Pointer(Optional<StateSpace> space, int alignment) {}

  /** Copies the dimensions. */
  public Variable {
    Objects.requireNonNull(linkage);
    Objects.requireNonNull(space);
    Objects.requireNonNull(type);
    Objects.requireNonNull(name);
    dimensions = List.copyOf(dimensions);
  }

  /** Returns the size in bytes; 0 for an unsized array. */
  public long bytes() {
    long elements = dimensions.stream().reduce(1L, Math::multiplyExact);
    return elements * vector * type.bytes();
  }

  /** Tells whether it is an array without a size, as {@code extern __shared__} arrays are. */
  public boolean unsized() {
    return dimensions.contains(0L);
  }
}
