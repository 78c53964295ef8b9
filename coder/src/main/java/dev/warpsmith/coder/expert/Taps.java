package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Op;
import java.math.BigInteger;
import java.util.stream.IntStream;

/**
 * How the taps of one dim of a convolution meet its inputs.
 *
 * <p>A transposed convolution with a stride falls into phases: outputs whose positions leave the
 * same remainder see the same taps, and among them it is a convolution without a stride. Output
 * {@code q * phases + phase} sees, at tap number {@code j} of its phase, the input {@code q *
 * inputStep + base(phase) + j * tapStep}.
 *
 * @param kernel taps of the weight
 */
record Taps(boolean transposed, int kernel, int stride, int padding, int dilation) {
  static Taps of(Op.Convolution op, int dim, int kernel) {
    return new Taps(
        op.transposed(),
        kernel,
        op.stride().get(dim),
        op.padding().get(dim),
        op.dilation().get(dim));
  }

  int phases() {
    return transposed ? stride : 1;
  }

  /** Returns how far apart in the weight the taps of a phase lie. */
  int period() {
    int shared = BigInteger.valueOf(dilation).gcd(BigInteger.valueOf(phases())).intValue();
    return phases() / shared;
  }

  /** Returns how many taps the outputs of a phase see. */
  int count(int phase) {
    int first = first(phase);
    return first >= kernel ? 0 : (kernel - first + period() - 1) / period();
  }

  /** Returns how many taps the outputs of a phase see at the most. */
  int most() {
    return IntStream.range(0, phases()).map(this::count).max().orElseThrow();
  }

  /** Returns the first tap of the weight that outputs of a phase see; {@code kernel} if none. */
  private int first(int phase) {
    int tap = 0;
    while (tap < kernel && Math.floorMod(phase + padding - tap * dilation, phases()) != 0) {
      tap++;
    }
    return tap;
  }

  /** Returns the phase whose outputs see a tap of the weight. */
  int phase(int tap) {
    return Math.floorMod(tap * dilation - padding, phases());
  }

  /** Returns the input that output 0 of a phase sees at its first tap; negative in the padding. */
  int base(int phase) {
    if (!transposed) {
      return -padding;
    }
    return count(phase) == 0 ? 0 : (phase + padding - first(phase) * dilation) / stride;
  }

  int inputStep() {
    return transposed ? 1 : stride;
  }

  int tapStep() {
    return transposed ? -(period() * dilation / stride) : dilation;
  }

  /** Tells whether an output may see what lies outside the input. */
  boolean padded() {
    return transposed || padding > 0;
  }
}
