package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.Set;

/**
 * {@code fence} and {@code membar} (PTX ISA 9.7.13.4).
 *
 * <p>Each access here is seen by all threads at once, in one order, so a fence of any scope has
 * nothing to do.
 */
final class Fences {
  private static final Set<String> WORDS =
      Set.of(
          "cta",
          "cluster",
          "gl",
          "gpu",
          "sys",
          "sc",
          "acq_rel",
          "acquire",
          "release",
          "mbarrier_init",
          "sync_restrict::shared::cta",
          "sync_restrict::shared::cluster",
          "proxy",
          "alias",
          "async",
          "async::generic",
          "global",
          "shared::cta",
          "shared::cluster",
          "tensormap::generic");

  private Fences() {}

  static WarpOperation of(Instruction i) {
    if (i.modifiers().isEmpty() || !WORDS.containsAll(i.modifiers())) {
      throw UnsupportedPtxException.of(i);
    }
    return Fence.of(i);
  }
}
