package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import dev.warpsmith.kernels.nvcc.Diagnostic;
import java.util.List;

/**
 * Proves that a candidate compiles for the device's architecture and that the device can load it.
 */
final class CompileGate {
  private CompileGate() {}

  static GateResult check(Subject subject) {
    return subject.compilation().match(compiled -> load(subject), CompileGate::refused);
  }

  private static GateResult load(Subject subject) {
    LoadResult result = subject.tryLoad();
    return result.match(
        loaded -> {
          loaded.module().close();
          return GateResult.passed("for " + subject.device().spec().arch());
        },
        refused -> GateResult.refused(Verdict.COMPILE_FAILED, refused.message()));
  }

  private static GateResult refused(CompilationResult.CompileFailed failed) {
    List<String> errors =
        failed.diagnostics().stream()
            .filter(Diagnostic::isError)
            .map(Diagnostic::toString)
            .toList();
    return GateResult.refused(Verdict.COMPILE_FAILED, errors.get(0), errors);
  }
}
