package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;

/**
 * {@code fence} and {@code membar} (PTX ISA 9.7.13.4).
 *
 * <p>Each access is seen by all threads at once, in one order, so only check mode has something to
 * do.
 */
final class Fence extends WarpOperation {
  private final BlockOrder.Scope scope;

  private Fence(BlockOrder.Scope scope) {
    this.scope = scope;
  }

  static WarpOperation of(Instruction i) {
    if (i.has("proxy") || i.has("mbarrier_init")) {
      return NONE;
    }
    return new Fence(i.has("cta") ? BlockOrder.Scope.BLOCK : BlockOrder.Scope.GPU);
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    if (warp.sanitizer != null) {
      warp.sanitizer.races().fence(warp, scope);
    }
  }
}
