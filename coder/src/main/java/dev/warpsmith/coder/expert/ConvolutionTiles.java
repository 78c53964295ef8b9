package dev.warpsmith.coder.expert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Writes how tiles of what output positions see come to shared memory: {@code load_b(depth0)}
 * gathers them, {@code store_b(stage)} stores them.
 *
 * <p>Neighbouring threads load for neighbouring positions. What lies in the padding or beyond the
 * depth is 0; positions beyond the last are copies of it, which nobody stores.
 */
final class ConvolutionTiles {
  private final ConvolutionProduct product;
  private final Schedule.MatMul schedule;
  private final KernelParameters parameters;
  private final String index;
  private final int rank;

  ConvolutionTiles(
      ConvolutionProduct product,
      Schedule.MatMul schedule,
      KernelParameters parameters,
      String index) {
    this.product = product;
    this.schedule = schedule;
    this.parameters = parameters;
    this.index = index;
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
    // Each thread gathers for one position of the output, or some, at every $DEPTHS-th depth.
    constexpr int B_COLUMNS = $COLUMNS, B_DEPTHS = $DEPTHS;
    constexpr int B_SWEEPS = BK / B_DEPTHS, B_STEPS = BN / B_COLUMNS;
    const int line_b = thread % B_COLUMNS, deep_b = thread / B_COLUMNS;
    $declared
    $type const* from_b[B_STEPS];
    #pragma unroll
    for (int j = 0; j < B_STEPS; ++j) {
      $index at = min(column0 + j * B_COLUMNS + line_b, $n - 1);
    $places}
    float next_b[B_SWEEPS][B_STEPS];
    auto load_b = [&]($index depth0) {
      #pragma unroll
      for (int i = 0; i < B_SWEEPS; ++i) {
        const unsigned depth = depth0 + deep_b + i * B_DEPTHS;
        const unsigned channel = depth / $taps, tap = depth % $taps;
    $shifts    const $index shift = $offset;
        #pragma unroll
        for (int j = 0; j < B_STEPS; ++j) {
          next_b[i][j] = $inside ? (float)__ldg(from_b[j] + shift) : 0.0f;
        }
      }
    };
    auto store_b = [&](int stage) {
      float* to = share + stage + SHARE_B + deep_b * B_PITCH + line_b;
      #pragma unroll
      for (int i = 0; i < B_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < B_STEPS; ++j) to[i * B_DEPTHS * B_PITCH + j * B_COLUMNS] = next_b[i][j];
      }
    };
    """
        .replace("$COLUMNS", "" + columns)
        .replace("$DEPTHS", "" + depths)
        .replace("$declared", declared())
        .replace("$type", product.x().dtype().cudaName())
        .replace("$places", places(pointer).indent(2))
        .replace("$shifts", shifts().indent(4))
        .replace("$offset", offset())
        .replace("$inside", inside())
        .replace("$taps", taps())
        .replace("$index", index)
        .replace("$n", n);
  }

  private String declared() {
    return "int "
        + String.join(", ", dims().mapToObj(dim -> "x" + dim + "[B_STEPS]").toList())
        + ";";
  }

  private IntStream dims() {
    return IntStream.range(0, rank);
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
      lines.add("x%d[j] = %s;".formatted(dim, base.equals("0") ? step : step + " + " + base));
      if (dim > 0) {
        lines.add("at /= " + lengths.get(dim) + ";");
      }
    }
    lines.add("from_b[j] = " + pointer + " + " + position(dim -> "x" + dim + "[j]") + ";");
    return String.join("\n", lines).replace("+ -", "- ");
  }

  private static String scaled(String place, int step) {
    return "(int)(" + place + ") * " + step;
  }

  private String shifts() {
    List<String> lines = new ArrayList<>();
    String counts = "";
    for (int dim = rank - 1; dim >= 0; dim--) {
      Taps taps = product.taps().get(dim);
      String before = counts.isEmpty() ? "tap" : "tap / " + Offsets.factor(counts);
      String number = dim == 0 ? before : before + " % " + count(dim);
      String step = taps.tapStep() == 1 ? number : "(int)(" + number + ") * " + taps.tapStep();
      lines.add(0, "const int s%d = %s;".formatted(dim, taps.kernel() == 1 ? "0" : step));
      counts = counts.isEmpty() ? count(dim) : count(dim) + " * " + counts;
    }
    return String.join("\n", lines);
  }

  private String offset() {
    String plane = Offsets.product(parameters.sizes(product.inputs()));
    String shift = position(dim -> "s" + dim);
    return "(" + index + ")channel * " + Offsets.factor(plane) + " + " + shift;
  }

  /** Returns a place in the input's plane, from one per dim. */
  private String position(IntFunction<String> place) {
    List<String> lengths = parameters.sizes(product.inputs());
    String text = "(" + index + ")" + place.apply(0);
    for (int dim = 1; dim < rank; dim++) {
      text = "(" + text + ") * " + Offsets.factor(lengths.get(dim)) + " + " + place.apply(dim);
    }
    return text;
  }

  private String inside() {
    List<String> lengths = parameters.sizes(product.inputs());
    List<String> conditions = new ArrayList<>(List.of("(int)depth < end"));
    for (int dim = 0; dim < rank; dim++) {
      if (product.taps().get(dim).padded()) {
        conditions.add(
            "(unsigned)(x%d[j] + s%d) < (unsigned)%s".formatted(dim, dim, lengths.get(dim)));
      }
    }
    return String.join(" && ", conditions);
  }
}
