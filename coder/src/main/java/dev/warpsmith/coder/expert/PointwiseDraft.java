package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Pointwise;
import dev.warpsmith.coder.expert.Schedule.Pointwise.Walk;
import dev.warpsmith.kernels.device.GpuSpec;

/** Chooses the first schedule of a pointwise chain from its shapes and the GPU. */
final class PointwiseDraft {
  /** Part of a block's threads that must have work where blocks keep to rows. */
  private static final double LEAST_USE = 0.9;

  private PointwiseDraft() {}

  static Pointwise of(GpuSpec gpu, Sizes sizes, RegionContext context) {
    PointwiseSpace space = PointwiseSpace.of(context);
    int vector = vector(sizes, context, space);
    long threads = sizes.full(context.region().space()) / vector;
    boolean many = vector <= 4 && threads > 4L * gpu.sms() * gpu.limits().threadsPerSm();
    int items = many ? 2 : 1;
    if (!space.contiguous()) {
      long row = sizes.full(space.row());
      int narrow = Drafts.widest(context) / vector;
      for (int[] shape : new int[][] {{256, items * narrow}, {256, narrow}, {256, 1}, {64, 1}}) {
        long share = (long) shape[0] * vector * shape[1];
        long blocks = (row + share - 1) / share;
        if (row >= LEAST_USE * (share * blocks)) {
          return new Pointwise(shape[0], vector, shape[1], Walk.ROWS);
        }
      }
    }
    return new Pointwise(256, vector, items, Walk.FLAT);
  }

  /** Returns the most elements that make 16 bytes and stay aligned in every operand. */
  private static int vector(Sizes sizes, RegionContext context, PointwiseSpace space) {
    int vector = Drafts.widest(context);
    while (vector > 1 && !legal(sizes, space, vector)) {
      vector /= 2;
    }
    return vector;
  }

  /** Tells whether vectors of so many elements stay aligned in every operand. */
  static boolean legal(Sizes sizes, PointwiseSpace space, int vector) {
    return space.contiguous() || sizes.divides(vector, space.row());
  }
}
