package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.MatMul.Arithmetic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Lists what can be changed about matrix products. */
final class MatMulMoves {
  /** Rows, columns and depth of a block's tile; rows and columns of a thread's part. */
  static final List<int[]> TILES =
      List.of(
          new int[] {128, 128, 16, 8, 8},
          new int[] {128, 128, 8, 8, 8},
          new int[] {128, 64, 16, 8, 8},
          new int[] {64, 128, 16, 8, 8},
          new int[] {64, 64, 16, 8, 8},
          new int[] {64, 64, 16, 4, 4},
          new int[] {64, 64, 32, 4, 4},
          new int[] {64, 32, 32, 4, 4},
          new int[] {32, 64, 32, 4, 4},
          new int[] {32, 32, 32, 4, 4},
          new int[] {32, 32, 16, 4, 4},
          new int[] {128, 16, 32, 4, 4},
          new int[] {16, 128, 32, 4, 4},
          new int[] {64, 16, 32, 4, 4},
          new int[] {16, 64, 32, 4, 4},
          new int[] {32, 16, 32, 4, 4},
          new int[] {16, 32, 32, 4, 4});

  private final BiConsumer<Map<String, String>, String> moves;

  private MatMulMoves(BiConsumer<Map<String, String>, String> moves) {
    this.moves = moves;
  }

  /**
   * Hands settings to change, and why in a sentence; illegal ones among them.
   *
   * @param tensor the arithmetic of tensor cores that may gain something
   */
  static void of(
      Schedule.MatMul now,
      Optional<Arithmetic> tensor,
      BiConsumer<Map<String, String>, String> moves) {
    MatMulMoves all = new MatMulMoves(moves);
    all.tiles(now);
    if (now.onTensorCores()) {
      all.arithmetic(List.of(new int[] {128, 128, 16, 8, 8}), Arithmetic.FMA, "on the FMA pipe");
    } else {
      tensor.ifPresent(
          arithmetic -> all.arithmetic(TensorProducts.TILES, arithmetic, where(arithmetic)));
    }
  }

  /** Hands settings to change of a product with few lines, and why in a sentence. */
  static void of(Schedule.MatVec now, BiConsumer<Map<String, String>, String> moves) {
    MatMulMoves all = new MatMulMoves(moves);
    all.scale("block", now.block(), "Launch blocks of %d threads.");
    all.scale("lanes", now.lanes(), "Let %d threads share the depth of a line.");
    all.scale("lines", now.lines(), "Give each thread %d lines of the longer operand.");
    all.scale("columns", now.columns(), "Give each thread %d lines of the shorter operand.");
    all.scale("items", now.items(), "Keep the loads of %d steps in flight.");
    all.scale("split", now.split(), "Share the depth among %d blocks, whose parts a kernel adds.");
    boolean toB = now.side().equals("a");
    moves.accept(Schedules.map("side", toB ? "b" : "a"), sideRemedy(toB));
  }

  private static String sideRemedy(boolean toB) {
    return toB
        ? "Stream the columns of B past rows of A."
        : "Stream the rows of A past columns of B.";
  }

  private static String where(Arithmetic tensor) {
    return tensor == Arithmetic.TF32X3
        ? "on tensor cores, each float as two of TF32"
        : "on tensor cores";
  }

  private void tiles(Schedule.MatMul now) {
    for (int[] tile : now.onTensorCores() ? TensorProducts.TILES : TILES) {
      moves.accept(
          tile(tile),
          "Compute tiles of %d x %d in steps of %d, %d x %d per thread."
              .formatted(tile[0], tile[1], tile[2], tile[3], tile[4]));
    }
    one("stages", 3 - now.stages(), stagesRemedy(now.stages()));
    scale("group", now.group(), "Let blocks go through %d rows of tiles column by column.");
    scale("split", now.split(), "Share the depth among %d blocks, whose parts a kernel adds.");
  }

  private static Map<String, String> tile(int[] tile) {
    return Schedules.map("bm", tile[0], "bn", tile[1], "bk", tile[2], "tm", tile[3], "tn", tile[4]);
  }

  /** Multiplies in another way, in tiles that are made for it. */
  private void arithmetic(List<int[]> tiles, Arithmetic arithmetic, String where) {
    for (int[] tile : tiles) {
      Map<String, String> change = tile(tile);
      change.put("arithmetic", arithmetic.name().toLowerCase(Locale.ROOT));
      String remedy = "Multiply %s, in tiles of %d x %d in steps of %d.";
      moves.accept(change, remedy.formatted(where, tile[0], tile[1], tile[2]));
    }
  }

  private static String stagesRemedy(int now) {
    return now == 1
        ? "Keep two tiles of each operand, to wait at one barrier per step."
        : "Keep one tile of each operand, to need half the shared memory.";
  }

  private void scale(String setting, int now, String remedy) {
    one(setting, 2 * now, remedy.formatted(2 * now));
    if (now > 1) {
      one(setting, now / 2, remedy.formatted(now / 2));
    }
  }

  private void one(String setting, int value, String remedy) {
    Map<String, String> change = new LinkedHashMap<>();
    change.put(setting, String.valueOf(value));
    moves.accept(change, remedy);
  }
}
