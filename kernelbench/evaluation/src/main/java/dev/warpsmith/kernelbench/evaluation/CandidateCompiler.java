package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.nvcc.CompilationResult;

/** Compiles candidates; {@code NvccCompiler::compile} is one. */
@FunctionalInterface
public interface CandidateCompiler {
  /**
   * Compiles a candidate with its tunable values.
   *
   * @param arch the GPU's architecture, such as {@code sm_90}
   */
  CompilationResult compile(Candidate candidate, String arch);
}
