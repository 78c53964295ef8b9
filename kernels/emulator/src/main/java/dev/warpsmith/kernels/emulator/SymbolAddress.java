package dev.warpsmith.kernels.emulator;

/**
 * Where a named variable lies.
 *
 * @param space the state space
 * @param value byte offset in shared, local or parameter space; virtual address in global and
 *     constant space
 */
record SymbolAddress(Space space, long value) {
  /** A state space as instructions address it. */
  enum Space {
    GLOBAL,
    CONST,
    SHARED,
    LOCAL,
    PARAM,
    /** Known only at run time: shared, local or global by the address. */
    GENERIC
  }
}
