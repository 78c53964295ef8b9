package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.DType;
import java.util.Locale;

/**
 * Writes how the tiles of one operand of a matrix product come to shared memory, where their rows
 * run along the depth: loads into registers, four neighbours at once where the operand's rows are
 * so aligned, and stores.
 *
 * <p>The rules of a tile: what lies outside the matrix is loaded as a copy of something inside,
 * because it only reaches results that nobody stores; what lies beyond the depth is 0.
 */
final class MatMulTiles {
  private final String operand;
  private final String pointer;
  private final boolean deep;
  private final int lines;
  private final Schedule.MatMul schedule;
  private final TileLayout layout;
  private final String index;
  private final Helpers helpers;

  /**
   * Prepares the text.
   *
   * @param operand a or b
   * @param pointer where the operand's matrix begins, as C++ text
   * @param deep whether neighbours in memory lie along the depth
   * @param layout of tiles in shared memory
   * @param index the C++ type of positions
   */
  MatMulTiles(
      String operand,
      String pointer,
      boolean deep,
      Schedule.MatMul schedule,
      TileLayout layout,
      String index,
      Helpers helpers) {
    this.operand = operand;
    this.pointer = pointer;
    this.deep = deep;
    this.lines = operand.equals("a") ? schedule.bm() : schedule.bn();
    this.schedule = schedule;
    this.layout = layout;
    this.index = index;
    this.helpers = helpers;
  }

  /**
   * Returns the lambdas {@code load_a(depth0)} and {@code store_a(stage)}, and what they need.
   *
   * @param type the elements' type in memory
   * @param size how many lines the matrix has, as C++ text
   * @param depth how deep it is
   */
  String text(DType type, String size, String depth) {
    String text = deep ? deep() : wide();
    return text.replace("$x", operand)
        .replace("$X", operand.toUpperCase(Locale.ROOT))
        .replace("$type", type.cudaName())
        .replace("$index", index)
        .replace("$pointer", pointer)
        .replace("$origin", operand.equals("a") ? "row0" : "column0")
        .replace("$BL", operand.equals("a") ? "BM" : "BN")
        .replace("$readUnless", helpers.readUnless(type))
        .replace("$read", helpers.read(4, type))
        .replace("$size", size)
        .replace("$depth", depth);
  }

  /** A thread's quads lie along the depth; they are turned on their way to shared memory. */
  private String deep() {
    int sweep = Math.min(lines, schedule.threads() / 2);
    int quads = schedule.threads() / sweep;
    return """
    constexpr int $X_LINES = %d, $X_REACH = %d;
    constexpr int $X_SWEEPS = $BL / $X_LINES, $X_STEPS = BK / $X_REACH;
    const bool quads_$x = $depth %% 4 == 0;
    const int line_$x = thread / 2 %% $X_LINES;
    const int deep_$x = (thread %% 2 + thread / (2 * $X_LINES) * 2) * 4;
    const $type* from_$x[$X_SWEEPS];
    #pragma unroll
    for (int i = 0; i < $X_SWEEPS; ++i) {
      const $index line = min($origin + i * $X_LINES + line_$x, $size - 1);
      from_$x[i] = $pointer + line * $depth + begin + deep_$x;
    }
    float next_$x[$X_SWEEPS][$X_STEPS][4];
    auto advance_$x = [&]() {
      #pragma unroll
      for (int i = 0; i < $X_SWEEPS; ++i) from_$x[i] += BK;
    };
    $rewind
    $loads
    $store"""
        .formatted(sweep, 4 * quads)
        .replace("$store", storeDeep())
        .replace("$rewind\n", rewind(1, ""))
        .replace("$loads", loads("depth0 + BK <= end").strip())
        .replace(
            "$path[aligned]",
            sweep("$read<true>(next_$x[i][j], from_$x[i] + j * $X_REACH, 0, 1, 1);"))
        .replace("$path[inside]", sweep(lanes("__ldg(from_$x[i] + j * $X_REACH + lane)")))
        .replace(
            "$path[guarded]",
            sweep(
                lanes(
                    "$readUnless(from_$x[i] + j * $X_REACH + lane,"
                        + " depth0 + deep_$x + j * $X_REACH + lane >= end)")));
  }

  /** A thread's quads lie across the depth. */
  private String wide() {
    int quads = Math.min(lines / 4, schedule.threads());
    int depths = schedule.threads() / quads;
    return """
    constexpr int $X_DEPTHS = %d, $X_REACH = %d;
    constexpr int $X_SWEEPS = BK / $X_DEPTHS, $X_STEPS = $BL / $X_REACH;
    const bool quads_$x = $size %% 4 == 0;
    const int line_$x = thread %% ($X_REACH / 4) * 4, deep_$x = thread / ($X_REACH / 4)$neighbours;
    const $type* from_$x[$X_SWEEPS][$X_STEPS];
    #pragma unroll
    for (int i = 0; i < $X_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < $X_STEPS; ++j) {
        const $index line = $origin + j * $X_REACH + line_$x;
        const $index depth = begin + $at;
        from_$x[i][j] = $pointer + depth * $size + (quads_$x ? min(line, $size - 4) : line);
      }
    }
    float next_$x[$X_SWEEPS][$X_STEPS][4];
    auto advance_$x = [&]() {
      #pragma unroll
      for (int i = 0; i < $X_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < $X_STEPS; ++j) from_$x[i][j] += BK * $size;
      }
    };
    $rewind
    $loads
    $store"""
        .formatted(depths, 4 * quads)
        .replace("$store", storeWide())
        .replace("$rewind\n", rewind(2, " * $size"))
        .replace("$loads", loads("depth0 + BK <= end && $origin + $BL <= $size").strip())
        .replace("$path[aligned]", sweep("$read<true>(next_$x[i][j], from_$x[i][j], 0, 1, 1);"))
        .replace("$path[inside]", sweep(lanes("__ldg(from_$x[i][j] + lane)")))
        .replace(
            "$path[guarded]",
            sweep(
                lanes(
                    "$readUnless(from_$x[i][j] + lane,"
                        + " depth0 + $at >= end"
                        + " || $origin + j * $X_REACH + line_$x + lane >= $size)")))
        .replace("$at", layout.depth("deep_$x", "$X_DEPTHS"))
        .replace("$neighbours", MatMulKernel.times("" + layout.neighbours()));
  }

  /** Returns what goes back to the first tile, where a product may be computed again. */
  private String rewind(int dims, String depth) {
    if (layout == TileLayout.LINES) {
      return "";
    }
    String each =
        dims == 1
            ? "from_$x[i] -= back;"
            : "#pragma unroll\nfor (int j = 0; j < $X_STEPS; ++j) from_$x[i][j] -= back;";
    return """
    auto rewind_$x = [&]() {
      const $index back = begin < end ? (end - begin + BK - 1) / BK * BK$deep : 0;
      #pragma unroll
      for (int i = 0; i < $X_SWEEPS; ++i) {
    $each  }
    };
    """
        .replace("$deep", depth)
        .replace("$each", each.indent(4));
  }

  private String storeDeep() {
    return switch (layout) {
      case LINES ->
          store(
              "line_$x",
              "++i",
              """
              #pragma unroll
              for (int lane = 0; lane < 4; ++lane) {
                to[(j * $X_REACH + lane) * $X_PITCH + i * $X_LINES] = next_$x[i][j][lane];
              }""");
      case FRAGMENTS ->
          operand.equals("a")
              ? store("line_$x / 2 * 4 + line_$x % 2", "++i", turned(" * 2"))
              : store("line_$x * 2", "++i", turned(""));
    };
  }

  /** Stores each of four depths beside or before the other of its pair. */
  private static String turned(String apart) {
    return """
    float* corner = to + j * $X_REACH * $X_PITCH + 2 * i * $X_LINES;
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      corner[lane / 2 * 2 * $X_PITCH + (lane % 2 ^ deep_$x / 4 % 2)$apart] = next_$x[i][j][lane];
    }"""
        .replace("$apart", apart);
  }

  private String storeWide() {
    return switch (layout) {
      case LINES ->
          store(
              "line_$x",
              "++i",
              """
              const float* all = next_$x[i][j];
              float* quad = to + i * $X_DEPTHS * $X_PITCH + j * $X_REACH;
              *reinterpret_cast<float4*>(__builtin_assume_aligned(quad, 16)) =
                  make_float4(all[0], all[1], all[2], all[3]);""");
      case FRAGMENTS ->
          store(
              "line_$x * 2",
              "i += 2",
              """
              const float* even = next_$x[i][j];
              const float* odd = next_$x[i + 1][j];
              #pragma unroll
              for (int lane = 0; lane < 4; lane += 2) {
                float* quad = to + i * $X_DEPTHS * $X_PITCH + 2 * (j * $X_REACH + lane);
                *reinterpret_cast<float4*>(__builtin_assume_aligned(quad, 16)) =
                    %s;
              }"""
                  .formatted(
                      operand.equals("a")
                          ? "make_float4(even[lane], even[lane + 1], odd[lane], odd[lane + 1])"
                          : "make_float4(even[lane], odd[lane], even[lane + 1], odd[lane + 1])"));
    };
  }

  /** Returns the lambda that stores, from where a thread's first element goes. */
  private static String store(String first, String step, String statement) {
    return """
    auto store_$x = [&](int stage) {
      float* to = share + stage + SHARE_$X + deep_$x * $X_PITCH + %s;
      #pragma unroll
      for (int i = 0; i < $X_SWEEPS; %s) {
        #pragma unroll
        for (int j = 0; j < $X_STEPS; ++j) {
    %s    }
      }
    };
    """
        .formatted(first, step, statement.indent(6));
  }

  private static String loads(String inside) {
    return """
    // Loads this thread's part of a tile that lies inside, by neighbours.
    auto quick_$x = [&]() {
    $path[aligned]  advance_$x();
    };
    // Loads this thread's part of the tile at a depth.
    auto load_$x = [&]($index depth0) {
      if (depth0 + BK <= end && quads_$x) {
        quick_$x();
        return;
      }
      if (%s) {
    $path[inside]  } else {
    $path[guarded]  }
      advance_$x();
    };
    """
        .formatted(inside);
  }

  private static String lanes(String value) {
    return """
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      next_$x[i][j][lane] = %s;
    }"""
        .formatted(value);
  }

  private static String sweep(String statement) {
    return """
    #pragma unroll
    for (int i = 0; i < $X_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < $X_STEPS; ++j) {
    %s  }
    }
    """
        .formatted(statement.indent(4))
        .indent(4);
  }
}
