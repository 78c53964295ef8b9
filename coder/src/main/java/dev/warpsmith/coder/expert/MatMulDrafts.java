package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.MatMul.Arithmetic;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;
import java.util.Optional;

/** Chooses how to begin with matrix products: as an estimate of the time says. */
final class MatMulDrafts {
  /** Lines of the shorter operand up to which streaming the longer one is considered. */
  private static final int FEW = 16;

  /** Results up to which a product may be too small for tiles. */
  private static final int SMALL = 1 << 16;

  /** Multiplications up to which a thread per result, as in the naive kernel, needs no help. */
  private static final int TRIVIAL = 512;

  private final ProductEstimate estimate;
  private Optional<Schedule> best = Optional.empty();
  private double least = Double.POSITIVE_INFINITY;

  private MatMulDrafts(ProductEstimate estimate) {
    this.estimate = estimate;
  }

  static Schedule of(GpuSpec gpu, RegionContext context) {
    Product product = Product.of(context);
    MatMulDrafts drafts = new MatMulDrafts(new ProductEstimate(gpu, product, context.sizes()));
    double work = drafts.estimate.results() * drafts.estimate.depth();
    if (context.region().nodes().size() == 1 && work <= TRIVIAL) {
      return new Schedule.Naive();
    }
    drafts.tiles(MatMulMoves.TILES, Arithmetic.FMA);
    double few = Math.min(drafts.estimate.rows(), drafts.estimate.columns());
    boolean matrices = product instanceof MatrixProduct;
    if (matrices && (few <= FEW || drafts.estimate.results() <= SMALL)) {
      drafts.streams("a", drafts.estimate.columns());
      drafts.streams("b", drafts.estimate.rows());
    }
    TensorProducts.pay(gpu, product)
        .ifPresent(
            tensor -> {
              drafts.least = Math.max(drafts.least, drafts.estimate.fmaClocks());
              drafts.tiles(TensorProducts.TILES, tensor);
            });
    return drafts.best.orElseThrow();
  }

  private void tiles(List<int[]> tiles, Arithmetic arithmetic) {
    for (int[] tile : tiles) {
      for (int split = 1; split <= 64; split *= 2) {
        boolean few = estimate.results() < 4.0 * estimate.sms() * tile[0] * tile[1];
        if (split == 1 || (few && estimate.depth() >= 4.0 * split * tile[2])) {
          Schedule.MatMul next =
              new Schedule.MatMul(
                  tile[0], tile[1], tile[2], tile[3], tile[4], 2, 1, split, arithmetic);
          consider(next, estimate.clocks(next));
        }
      }
    }
  }

  private void streams(String side, double few) {
    for (int columns = 1; columns <= FEW; columns *= 2) {
      if (columns < 2 * few) {
        for (int lines = 1; lines <= 4; lines *= 2) {
          for (int block = 128; block <= 512; block *= 2) {
            streams(side, block, lines, columns);
          }
        }
      }
    }
  }

  private void streams(String side, int block, int lines, int columns) {
    for (int lanes = 1; lanes <= block; lanes = lanes == 32 ? block : 2 * lanes) {
      for (int items = 1; items <= 8; items *= 2) {
        for (int split = 1; split <= 32; split *= 2) {
          boolean fits = 4 * block * lines * columns <= 49152 && lines * columns * items <= 64;
          if (fits && (split == 1 || estimate.depth() >= 8.0 * split * lanes)) {
            Schedule.MatVec next =
                new Schedule.MatVec(block, lanes, lines, columns, items, split, side);
            consider(next, estimate.clocks(next));
          }
        }
      }
    }
  }

  private void consider(Schedule next, double clocks) {
    if (clocks < least) {
      best = Optional.of(next);
      least = clocks;
    }
  }
}
