package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Candidate;
import java.util.List;
import java.util.Optional;

/**
 * Says what candidates of one task would take, without proving that they are right: the filter of a
 * search, whose choice goes through the gates like any other candidate.
 */
@FunctionalInterface
public interface CandidateModel {
  /**
   * Returns the times at the task's full size, in the order of the candidates; empty for one that
   * does not compile, whose plan does not fit the GPU, or that ends with a fault.
   *
   * <p>The same candidate has the same answer whenever it is asked for.
   */
  List<Optional<CandidateTiming>> times(List<Candidate> candidates);

  /**
   * Returns the bytes per thread that ptxas spills to local memory, stores and loads of all kernels
   * together. The emulated GPU runs PTX, which has no spills, so times do not show what they cost.
   */
  default int spilledBytes(Candidate candidate) {
    return 0;
  }
}
