package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.AccessSite;
import dev.warpsmith.kernels.ptx.Instruction;

/**
 * A memory instruction of a kernel.
 *
 * @param site as counters know it
 * @param space where it goes
 * @param alignment in bytes, that the instruction asks for
 */
record MemoryAccess(
    AccessSite site, Instruction instruction, SymbolAddress.Space space, int alignment) {

  /** Tells whether the instruction changes memory. */
  boolean writes() {
    return site.kind() != AccessSite.Kind.LOAD
        && !(site.kind() == AccessSite.Kind.ASYNC_COPY && space == SymbolAddress.Space.GLOBAL);
  }
}
