package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.device.ModuleImage;
import java.util.List;
import java.util.function.Function;

/** How a compilation ended. */
public sealed interface CompilationResult {
  /** Returns what the compilers said, in their order. */
  List<Diagnostic> diagnostics();

  /** The candidate compiled for its GPU. The diagnostics hold no error. */
  record Compiled(ModuleImage image, List<Diagnostic> diagnostics) implements CompilationResult {
    public Compiled {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /**
   * The candidate does not compile.
   *
   * @param diagnostics at least one error
   * @param text all that the compilers printed, trimmed and without paths of this machine
   */
  record CompileFailed(List<Diagnostic> diagnostics, String text) implements CompilationResult {
    public CompileFailed {
      diagnostics = List.copyOf(diagnostics);
      if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
        throw new IllegalArgumentException("a failed compilation has no error: " + text);
      }
    }

    /** Returns the first error. */
    public Diagnostic firstError() {
      return diagnostics.stream().filter(Diagnostic::isError).findFirst().orElseThrow();
    }
  }

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Compiled, T> compiled, Function<CompileFailed, T> failed) {
    if (this instanceof Compiled value) {
      return compiled.apply(value);
    }
    return failed.apply((CompileFailed) this);
  }
}
