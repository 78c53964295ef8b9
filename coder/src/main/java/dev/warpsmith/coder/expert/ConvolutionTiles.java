package dev.warpsmith.coder.expert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Writes how tiles of what output positions see come to shared memory: {@code find_b(depth0)} finds
 * once for all positions where the depths of a tile lie, {@code load_b(depth0)} gathers what lies
 * there, a barrier later, and {@code store_b(stage)} stores it.
 *
 * <p>Neighbouring threads load for neighbouring positions. What lies in the padding or beyond the
 * depth is 0; positions beyond the last are copies of it, which nobody stores. Which taps a
 * position sees inside the input is a bit each, so that a load asks once, for all dims and the
 * depth's end.
 */
final class ConvolutionTiles {
  private final ConvolutionProduct product;
  private final Schedule.MatMul schedule;
  private final TileLayout layout;
  private final KernelParameters parameters;
  private final String index;
  private final Helpers helpers;
  private final int rank;

  ConvolutionTiles(
      ConvolutionProduct product,
      Schedule.MatMul schedule,
      TileLayout layout,
      KernelParameters parameters,
      String index,
      Helpers helpers) {
    this.product = product;
    this.schedule = schedule;
    this.layout = layout;
    this.parameters = parameters;
    this.index = index;
    this.helpers = helpers;
    this.rank = product.taps().size();
  }

  /**
   * Returns the lambdas and what they need; expects {@code n}, {@code end} and, for each dim with
   * phases, {@code count} and {@code base} with its number.
   *
   * @param pointer where the inputs of the block's image and group begin
   * @param n the number of positions
   */
  String text(String pointer, String n) {
    int columns = Math.min(schedule.bn(), schedule.threads());
    int depths = schedule.threads() / columns;
    return """
    // What positions see at a depth: how far it lies from their first input, and its taps' bits.
    struct alignas($ALIGN) Tap { $index shift; $bits taps; };
    __shared__ Tap found_b[2][BK];
    auto find_b = [&]($index depth0) {
      for (int i = thread; i < BK; i += $THREADS) {
        const unsigned depth = depth0 + i;
        const unsigned channel = depth / $taps, tap = depth % $taps;
    $numbers    const $index shift = $offset;
        found_b[depth0 / BK % 2][i] = Tap{shift, (int)depth < end ? $needed : $never};
      }
    };
    // Each thread gathers for one position of the output, or some, at every $DEPTHS-th depth.
    constexpr int B_COLUMNS = $COLUMNS, B_DEPTHS = $DEPTHS;
    constexpr int B_SWEEPS = BK / B_DEPTHS, B_STEPS = BN / B_COLUMNS;
    const int line_b = thread % B_COLUMNS, deep_b = thread / B_COLUMNS$neighbours;
    $type const* from_b[B_STEPS];
    $bits inside_b[B_STEPS];
    #pragma unroll
    for (int j = 0; j < B_STEPS; ++j) {
      $index at = min(column0 + j * B_COLUMNS + line_b, $n - 1);
    $places}
    float next_b[B_SWEEPS][B_STEPS];
    auto load_b = [&]($index depth0) {
      #pragma unroll
      for (int i = 0; i < B_SWEEPS; ++i) {
        const Tap tap = found_b[depth0 / BK % 2][$at];
        #pragma unroll
        for (int j = 0; j < B_STEPS; ++j) {
          next_b[i][j] = $read(from_b[j] + tap.shift, $missing);
        }
      }
    };
    $store"""
        .replace("$store", store())
        .replace("$at", layout.depth("deep_b", "B_DEPTHS"))
        .replace("$neighbours", MatMulKernel.times("" + layout.neighbours()))
        .replace("$COLUMNS", "" + columns)
        .replace("$DEPTHS", "" + depths)
        .replace("$THREADS", "" + schedule.threads())
        .replace("$ALIGN", index.equals("int") && !wide() ? "8" : "16")
        .replace("$read", helpers.readUnless(product.x().dtype()))
        .replace("$missing", missing())
        .replace("$type", product.x().dtype().cudaName())
        .replace("$places", places(pointer).indent(2))
        .replace("$numbers", numbers().indent(4))
        .replace("$offset", offset())
        .replace("$needed", needed())
        .replace("$never", bit("" + bits(product.taps())))
        .replace("$bits", wide() ? "unsigned long long" : "unsigned")
        .replace("$taps", taps())
        .replace("$index", index)
        .replace("$n", n);
  }

  private String store() {
    return switch (layout) {
      case LINES ->
          """
          auto store_b = [&](int stage) {
            float* to = share + stage + SHARE_B + deep_b * B_PITCH + line_b;
            #pragma unroll
            for (int i = 0; i < B_SWEEPS; ++i) {
              #pragma unroll
              for (int j = 0; j < B_STEPS; ++j) to[i * B_DEPTHS * B_PITCH + j * B_COLUMNS] = next_b[i][j];
            }
          };
          """;
      case FRAGMENTS ->
          """
          auto store_b = [&](int stage) {
            float* to = share + stage + SHARE_B + deep_b * B_PITCH + line_b * 2;
            #pragma unroll
            for (int i = 0; i < B_SWEEPS; i += 2) {
              #pragma unroll
              for (int j = 0; j < B_STEPS; ++j) {
                float* pair = to + i * B_DEPTHS * B_PITCH + 2 * j * B_COLUMNS;
                *reinterpret_cast<float2*>(__builtin_assume_aligned(pair, 8)) =
                    make_float2(next_b[i][j], next_b[i + 1][j]);
              }
            }
          };
          """;
    };
  }

  /** Tells whether a product's taps have bits, or are too many in a dim. */
  static boolean fits(List<Taps> taps) {
    return bits(taps) < Long.SIZE;
  }

  private static int bits(List<Taps> taps) {
    return taps.stream().filter(Taps::padded).mapToInt(Taps::most).sum();
  }

  private boolean wide() {
    return bits(product.taps()) >= Integer.SIZE;
  }

  /** Returns a word of the taps that a position needs and does not have. */
  private String missing() {
    String word = "tap.taps & ~inside_b[j]";
    return wide() ? "(" + word + ") != 0" : word;
  }

  /** Returns a word of one bit. */
  private String bit(String at) {
    return (wide() ? "1ull" : "1u") + " << " + at;
  }

  /** Returns how many taps make a channel's depth. */
  private String taps() {
    return product.phases() == 1 ? product.volume() + "u" : "count";
  }

  /** Returns how many taps a dim has. */
  String count(int dim) {
    Taps taps = product.taps().get(dim);
    return taps.phases() == 1 ? taps.kernel() + "u" : "count" + dim;
  }

  private String places(String pointer) {
    List<String> lengths = parameters.sizes(product.phaseColumns());
    List<String> lines = new ArrayList<>();
    for (int dim = rank - 1; dim >= 0; dim--) {
      Taps taps = product.taps().get(dim);
      String place = dim == 0 ? "at" : "at % " + Offsets.factor(lengths.get(dim));
      String step = taps.inputStep() == 1 ? place : scaled(place, taps.inputStep());
      String base = taps.phases() == 1 ? "" + taps.base(0) : "base" + dim;
      lines.add(
          "const int x%d = %s;".formatted(dim, base.equals("0") ? step : step + " + " + base));
      if (dim > 0) {
        lines.add("at /= " + lengths.get(dim) + ";");
      }
    }
    lines.add("from_b[j] = " + pointer + " + " + position(dim -> "x" + dim) + ";");
    lines.add("inside_b[j] = 0;");
    lines.addAll(inside());
    return String.join("\n", lines).replace("+ -", "- ");
  }

  private static String scaled(String place, int step) {
    return "(int)(" + place + ") * " + step;
  }

  /** Returns the lines that set a bit for each tap that lies inside the input. */
  private List<String> inside() {
    List<String> lengths = parameters.sizes(product.inputs());
    List<String> lines = new ArrayList<>();
    for (int dim = 0; dim < rank; dim++) {
      Taps taps = product.taps().get(dim);
      if (taps.padded()) {
        lines.add("#pragma unroll");
        lines.add("for (int t = 0; t < %d; ++t) {".formatted(taps.most()));
        lines.add(
            "  if ((unsigned)(x%d + t * %d) < (unsigned)%s) inside_b[j] |= %s;"
                .formatted(dim, taps.tapStep(), lengths.get(dim), bit(place(first(dim), "t"))));
        lines.add("}");
      }
    }
    return lines;
  }

  private static String place(int first, String tap) {
    return first == 0 ? tap : "(" + first + " + " + tap + ")";
  }

  /** Returns the first bit of a dim's taps. */
  private int first(int dim) {
    return bits(product.taps().subList(0, dim));
  }

  /** Returns the bits of the taps of a depth, as C++ text. */
  private String needed() {
    List<String> bits =
        IntStream.range(0, rank)
            .filter(dim -> product.taps().get(dim).padded())
            .mapToObj(dim -> bit(place(first(dim), "t" + dim)))
            .toList();
    return bits.isEmpty() ? "0" : String.join(" | ", bits);
  }

  private String numbers() {
    List<String> lines = new ArrayList<>();
    String counts = "";
    for (int dim = rank - 1; dim >= 0; dim--) {
      Taps taps = product.taps().get(dim);
      String before = counts.isEmpty() ? "tap" : "tap / " + Offsets.factor(counts);
      String number = dim == 0 ? before : before + " % " + count(dim);
      lines.add(0, "const int t%d = %s;".formatted(dim, taps.kernel() == 1 ? "0" : number));
      counts = counts.isEmpty() ? count(dim) : count(dim) + " * " + counts;
    }
    return String.join("\n", lines);
  }

  private String offset() {
    String plane = Offsets.product(parameters.sizes(product.inputs()));
    String shift =
        position(
            dim -> {
              int step = product.taps().get(dim).tapStep();
              return step == 1 ? "t" + dim : "t" + dim + " * " + step;
            });
    return "(" + index + ")channel * " + Offsets.factor(plane) + " + " + shift;
  }

  /** Returns a place in the input's plane, from one per dim. */
  private String position(IntFunction<String> place) {
    List<String> lengths = parameters.sizes(product.inputs());
    String text = "(" + index + ")" + Offsets.factor(place.apply(0));
    for (int dim = 1; dim < rank; dim++) {
      text = "(" + text + ") * " + Offsets.factor(lengths.get(dim)) + " + " + place.apply(dim);
    }
    return text;
  }
}
