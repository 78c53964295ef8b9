package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A result passes where {@code |out - ref| <= absolute + relative * |ref|}. */
public record Tolerance(double absolute, double relative) {
  private static final String EXAMPLE = "atol = 1e-4, rtol = 1e-4";

  public Tolerance {
    if (!(absolute >= 0) || !(relative >= 0)) {
      throw new IllegalArgumentException(
          "tolerance atol = " + absolute + ", rtol = " + relative + ": expected 0 or more");
    }
  }

  /** Returns the tolerance of the least exact of the output types unless a task says otherwise. */
  public static Tolerance initial(Collection<DType> outputs) {
    return outputs.stream()
        .map(Tolerance::initial)
        .max(Comparator.comparingDouble(Tolerance::relative))
        .orElseThrow();
  }

  private static Tolerance initial(DType type) {
    double both =
        switch (type) {
          case F16, BF16 -> 1e-2;
          case F32 -> 1e-4;
          case F64 -> 1e-9;
          case I64, I32, I16, I8, U8, BOOL -> 0;
        };
    return new Tolerance(both, both);
  }

  /**
   * Parses {@code atol = 1e-4, rtol = 1e-4}; one that is not given is 0.
   *
   * @throws SourceException if the text is anything else
   */
  public static Tolerance parse(SourceCursor cursor) {
    double absolute = -1;
    double relative = -1;
    do {
      SourcePosition position = cursor.position();
      String name = cursor.name("atol or rtol, as in " + EXAMPLE);
      if (!List.of("atol", "rtol").contains(name)) {
        throw new SourceException(
            position,
            "unknown tolerance '"
                + name
                + "'"
                + Spelling.hint(name, List.of("atol", "rtol"))
                + " (expected "
                + EXAMPLE
                + ")");
      }
      cursor.expect("=", "after " + name + ", as in " + EXAMPLE);
      SourcePosition at = cursor.position();
      double value = cursor.number("a number such as 1e-4");
      if (!(value >= 0) || (name.equals("atol") ? absolute : relative) >= 0) {
        throw new SourceException(
            at, name + " is " + value + ", expected one number of 0 or more, given once");
      }
      absolute = name.equals("atol") ? value : absolute;
      relative = name.equals("rtol") ? value : relative;
    } while (cursor.accept(","));
    cursor.end("the end of the line, as in " + EXAMPLE);
    return new Tolerance(Math.max(absolute, 0), Math.max(relative, 0));
  }
}
