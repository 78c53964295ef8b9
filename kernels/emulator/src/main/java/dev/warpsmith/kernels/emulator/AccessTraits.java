package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.AccessSite;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.Set;

/**
 * What a memory instruction means to the memory model (PTX ISA 8).
 *
 * @param bytes that one lane moves
 * @param strong atomic, volatile, or ordered: it does not race with another strong access
 * @param updates reads and writes in one step
 * @param narrow strong only among the threads of one block
 * @param nonCoherent may see bytes as they were before the launch
 * @param releases orders what was before it, as a fence before it would
 */
record AccessTraits(
    int bytes,
    boolean reads,
    boolean writes,
    boolean strong,
    boolean updates,
    boolean narrow,
    boolean nonCoherent,
    boolean releases) {
  private static final Set<String> STRONG =
      Set.of("volatile", "relaxed", "acquire", "release", "acq_rel", "mmio");

  static AccessTraits of(MemoryAccess access) {
    Instruction i = access.instruction();
    boolean copy = access.site().kind() == AccessSite.Kind.ASYNC_COPY;
    boolean updates =
        switch (access.site().kind()) {
          case ATOMIC, REDUCTION -> true;
          case LOAD, STORE, ASYNC_COPY -> false;
        };
    boolean reads =
        switch (access.site().kind()) {
          case LOAD, ATOMIC, REDUCTION -> true;
          case STORE -> false;
          case ASYNC_COPY -> !access.writes();
        };
    boolean strong = !copy && (updates || i.modifiers().stream().anyMatch(STRONG::contains));
    return new AccessTraits(
        access.site().bytesPerLane(),
        reads,
        access.writes(),
        strong,
        updates,
        strong && i.has("cta"),
        access.site().nonCoherent(),
        strong && (i.has("release") || i.has("acq_rel")));
  }

  /** Returns the scope among whose threads the access orders. */
  BlockOrder.Scope scope() {
    return narrow ? BlockOrder.Scope.BLOCK : BlockOrder.Scope.GPU;
  }
}
