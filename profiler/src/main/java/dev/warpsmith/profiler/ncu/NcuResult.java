package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.KernelProfile;
import java.util.List;
import java.util.function.Function;

/** How a run of ncu ended. A failure is a value: whoever wanted a profile goes on without. */
public sealed interface NcuResult {

  /**
   * At least one launch was profiled.
   *
   * @param notes what went wrong on the way or is missing, for people
   */
  record Profiled(List<KernelProfile> profiles, List<String> notes) implements NcuResult {
    /** Copies the lists. */
    public Profiled {
      profiles = List.copyOf(profiles);
      notes = List.copyOf(notes);
    }
  }

  /**
   * There is no profile.
   *
   * @param message what happened
   * @param remedy what to do
   */
  record Failed(Reason reason, String message, String remedy) implements NcuResult {}

  /** Why there is no profile. */
  enum Reason {
    /** There is no ncu. */
    NOT_FOUND,
    /** ncu is older than {@link NcuVersion#MINIMUM}. */
    TOO_OLD,
    /** The driver lets only administrators read the counters. */
    PERMISSION,
    /** Somebody else has the counters. */
    BUSY,
    /** There is no driver, or it and ncu do not fit. */
    DRIVER,
    /** ncu knows none of the metrics on this GPU. */
    NO_METRIC,
    /** No launch matched. */
    NO_KERNEL,
    /** The profiled program failed. */
    PROGRAM,
    /** The time limit passed before the first launch was profiled. */
    TIMEOUT,
    /** ncu failed by itself. */
    CRASHED,
    /** ncu's output cannot be understood. */
    UNREADABLE
  }

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Profiled, T> profiled, Function<Failed, T> failed) {
    if (this instanceof Profiled done) {
      return profiled.apply(done);
    }
    return failed.apply((Failed) this);
  }
}
