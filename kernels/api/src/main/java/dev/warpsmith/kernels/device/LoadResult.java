package dev.warpsmith.kernels.device;

import java.util.function.Function;

/** The answer to {@link Device#load}: a module, or the candidate's fault. */
public sealed interface LoadResult {
  /** The module is ready to launch. */
  record Loaded(LoadedModule module) implements LoadResult {}

  /**
   * The module cannot run.
   *
   * @param message names the instruction or symbol, with its source line
   */
  record Refused(String message) implements LoadResult {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Loaded, T> loaded, Function<Refused, T> refused) {
    if (this instanceof Loaded value) {
      return loaded.apply(value);
    }
    return refused.apply((Refused) this);
  }
}
