package dev.warpsmith.kernels.device;

/**
 * A kernel's parameter as PTX declares it.
 *
 * @param bytes size
 * @param kind what PTX tells of its type
 */
public record KernelParameter(int bytes, Kind kind) {
  /** The kinds of parameter that PTX tells apart. */
  public enum Kind {
    POINTER,
    INTEGER,
    FLOATING,
    /** A struct passed by value, or untyped bits. */
    OPAQUE
  }
}
