package dev.warpsmith.kernels.emulator;

import java.util.function.IntConsumer;

/** Loops over the lanes of a mask. */
final class Lanes {
  private Lanes() {}

  static void forEach(int mask, IntConsumer action) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      action.accept(Integer.numberOfTrailingZeros(rest));
    }
  }
}
