package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what helps to find a fault from its wrong elements: how far off, where, what they hold. */
final class ErrorReport {
  private static final int WARP = 32;
  private static final double NARROW = 0x1p-16;
  private static final double NARROWEST = 0x1p-6;
  private static final double NARROW_SUM = 0x1p-9;

  private final String name;
  private final DType dtype;
  private final long[] shape;
  private final WrongValues values;
  private final WrongPlaces places;
  private final ComparedIndices indices;

  ErrorReport(String name, DType dtype, long[] shape, WrongValues values, ComparedIndices indices) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.values = values;
    this.indices = indices;
    this.places = new WrongPlaces(shape, indices);
  }

  /** Returns a line for each thing to know; none if no element is wrong. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (values.count() > 0) {
      distribution().ifPresent(text -> lines.add("errors: " + text));
      lines.add("where: " + where());
      pattern().ifPresent(text -> lines.add("values: " + text));
      lines.add("look: " + look());
    }
    return lines;
  }

  private Optional<String> distribution() {
    Optional<WrongValues.Element> worst = values.worst();
    String odd =
        values.notFinite() > 0 ? values.notFinite() + " are NaN or infinite where they differ" : "";
    if (worst.isEmpty() || values.allUnwritten()) {
      return Optional.of(odd).filter(text -> !text.isEmpty());
    }
    WrongValues.Element element = worst.get();
    String finite =
        String.format(
            Locale.ROOT,
            "|difference| below %.2g for half of the wrong, %.2g for 90 %%; largest %.3g at %s"
                + " (got %s, expected %s)",
            values.quantile(0.5),
            values.quantile(0.9),
            element.difference(),
            Indices.element(name, shape, element.index()),
            Indices.number(dtype, element.got()),
            Indices.number(dtype, element.expected()));
    return Optional.of(odd.isEmpty() ? finite : finite + "; " + odd);
  }

  private String where() {
    if (places.everywhere()) {
      return indices.compared() == 1
          ? "the one element compared"
          : "all " + indices.compared() + " elements compared";
    }
    String rhythm =
        places.period().stream()
            .mapToObj(
                period ->
                    ", every "
                        + ordinal(period)
                        + " along the last dim ("
                        + places.from()[shape.length - 1] % period
                        + " modulo "
                        + period
                        + ")")
            .findFirst()
            .orElse("");
    long inBox = places.bounded() ? places.comparedInBox() : 0;
    if (inBox > indices.wrong() && places.allFromFirst()) {
      return fromFirst();
    }
    if (inBox > 0 && indices.wrong() == 1) {
      return "only " + Indices.element(name, shape, places.first());
    }
    if (inBox > 0) {
      String part = indices.wrong() == inBox ? "all " + inBox : indices.wrong() + " of " + inBox;
      return part
          + " in "
          + Indices.region(name, shape, places.from(), places.to())
          + rhythm
          + ", none elsewhere";
    }
    if (places.allFromFirst()) {
      return fromFirst();
    }
    double percent = 100.0 * indices.wrong() / indices.compared();
    String form = percent < 1 ? "%.2g" : "%.0f";
    return String.format(
        Locale.ROOT, "spread over all of %s, " + form + " %% of it%s", name, percent, rhythm);
  }

  private String fromFirst() {
    return "everything from "
        + Indices.element(name, shape, places.first())
        + " (element "
        + places.first()
        + ") on";
  }

  private static String ordinal(int number) {
    return number == 2 ? "2nd" : number + "th";
  }

  private Optional<String> pattern() {
    if (values.allUnwritten()) {
      return Optional.of("all still hold what was there before the launch");
    }
    if (values.allNotNumbers()) {
      return Optional.of("all are NaN");
    }
    if (values.allShouldBeSpecial()) {
      return Optional.of("all should be NaN or infinite");
    }
    if (values.allZero()) {
      return Optional.of("all are 0");
    }
    Optional<String> factor =
        values.factor().map(f -> String.format(Locale.ROOT, "all are %.6g × expected", f));
    return factor.or(
        () -> values.offset().map(d -> String.format(Locale.ROOT, "all are off by %.6g", d)));
  }

  private String look() {
    return Stream.of(unwritten(), tail(), notNumbers(), constants(), rhythm(), narrow(), region())
        .flatMap(Optional::stream)
        .findFirst()
        .orElse("the arithmetic, and the indices that it reads from: everything is affected");
  }

  private Optional<String> unwritten() {
    return given(
        values.allUnwritten(),
        "the grid (does it cover them?), the guard around the store, and the index stored to");
  }

  /** What is wrong begins at a multiple of a power of two and goes to the end of the last dim. */
  private Optional<String> tail() {
    int last = shape.length - 1;
    if (last < 0 || places.from()[last] == 0 || places.to()[last] < shape[last] - 1) {
      return Optional.empty();
    }
    long begin = places.from()[last];
    long tile = Math.min(Long.lowestOneBit(begin), 1024);
    boolean rest = tile > 1 && shape[last] - begin < tile;
    return given(
        rest,
        begin
            + " is "
            + begin / tile
            + " · "
            + tile
            + ": the tail of the last dim after its last whole tile or vector of "
            + tile);
  }

  private Optional<String> notNumbers() {
    if (values.allShouldBeSpecial()) {
      return Optional.of(
          "what replaces NaN and infinities that the reference has: fabsf, fmaxf, a clamp, a guard");
    }
    return given(
        values.allNotNumbers(), "0 / 0, inf - inf, the root or log of a negative, an unset value");
  }

  private Optional<String> constants() {
    if (values.factor().isPresent()) {
      return Optional.of("a factor that is missing, doubled or of another size");
    }
    if (values.offset().isPresent()) {
      return Optional.of("a term that is missing or added twice, or an index off by one");
    }
    return given(
        values.allZero(), "an accumulator that is never added to, or a branch that stores 0");
  }

  private Optional<String> rhythm() {
    return given(
        places.period().isPresent() && !places.everywhere(),
        "one part of a vector, an unrolled step, or the lane or thread that has this remainder");
  }

  /** Small relative errors everywhere come from a narrower type, not from a wrong index. */
  private Optional<String> narrow() {
    double relative =
        values
            .worst()
            .filter(w -> w.expected() != 0)
            .map(w -> w.difference() / Math.abs(w.expected()))
            .orElse(0.0);
    return given(
        values.notFinite() == 0
            && relative > NARROW
            && relative < (values.count() > 1 ? NARROWEST : NARROW_SUM),
        "precision: errors of this size come from arithmetic in f16, bf16 or TF32, a fast"
            + " intrinsic, or a long sum in one f32");
  }

  private Optional<String> region() {
    if (places.everywhere() || !places.bounded()) {
      return places.allFromFirst()
          ? Optional.of("the grid's size, a limit on the index, or an index of 32 bits that wraps")
          : given(
              !places.everywhere(),
              "what differs between threads: a race on shared memory, a reduction that drops"
                  + " part of its input, an index computed from the wrong coordinate");
    }
    boolean oneBlock = indices.wrong() <= 4 * WARP;
    return Optional.of(
        "what is special about "
            + Indices.region(name, shape, places.from(), places.to())
            + (oneBlock
                ? ": a branch, a tile's edge, the thread that owns it"
                : ": a block or tile" + " of the grid, and its edges"));
  }

  private static Optional<String> given(boolean holds, String text) {
    return holds ? Optional.of(text) : Optional.empty();
  }
}
