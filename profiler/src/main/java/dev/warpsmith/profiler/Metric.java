package dev.warpsmith.profiler;

import java.util.function.Function;

/**
 * One metric of a kernel: a value, or the reason why there is none.
 *
 * <p>Names and units are those that Nsight Compute prints.
 */
public sealed interface Metric {
  /** Returns the name, such as {@code dram__bytes_read.sum}. */
  String name();

  /** How a value came to be. */
  enum Kind {
    /** Read from the hardware. */
    MEASURED,
    /** Follows from the code and the GPU's data with no model between. */
    EXACT,
    /** From the models of caches, memory and time. */
    MODELLED,
    /** Counts PTX instructions, which are not the SASS instructions that hardware counts. */
    PTX
  }

  /**
   * A metric with a value.
   *
   * @param unit as Nsight Compute prints it, such as {@code byte}, {@code %}, {@code usecond};
   *     empty for a count or ratio
   */
  record Value(String name, double value, String unit, Kind kind) implements Metric {
    /** Rejects what is not a number. */
    public Value {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " is " + value + ": a finite number expected");
      }
    }
  }

  /**
   * A metric that this source cannot give.
   *
   * @param reason one clause for people, such as {@code the emulated GPU has no instruction cache}
   */
  record Absent(String name, String reason) implements Metric {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Value, T> value, Function<Absent, T> absent) {
    if (this instanceof Value present) {
      return value.apply(present);
    }
    return absent.apply((Absent) this);
  }
}
