package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares elements that some blocks wrote at full size with the reference. */
final class WrittenComparison {
  private final Oracle oracle;
  private final ErrorBounds bounds;
  private final FullSizeMemory full;

  WrittenComparison(Oracle oracle, ErrorBounds bounds, FullSizeMemory full) {
    this.oracle = oracle;
    this.bounds = bounds;
    this.full = full;
  }

  /** What was compared and what is wrong with it. */
  record Checked(Comparison comparison, Optional<String> problem) {
    /** Returns the refusal of what is wrong, with what helps to find it. */
    Optional<GateResult> refusal(Verdict verdict, String before, String after) {
      return problem.map(
          text -> {
            List<String> facts = new ArrayList<>(List.of(before + text + after));
            facts.addAll(comparison.details());
            return GateResult.refused(verdict, before + text + after, facts);
          });
    }
  }

  /**
   * Compares as many elements as a number of operations of the reference allows.
   *
   * @param written elements of the output
   */
  Checked compare(TensorSpec output, WrittenElements written, long operations) {
    double cost = oracle.operationsPerElement(full.inputs().size(), output.name());
    long limit = (long) Math.max(1, operations / cost);
    long[] indices = written.sample(limit, full.inputs().seed());
    double[] expected = oracle.elements(full.inputs(), output.name(), indices);
    TensorMemory tensor = full.tensors().tensor(output.name());
    Comparison comparison =
        new Comparison(
            output.name(),
            output.dtype(),
            tensor.shape(),
            bounds.tolerance(full.inputs(), output),
            oracle.ties(full.inputs(), output));
    ElementReader reader = new ElementReader(tensor);
    for (int i = 0; i < indices.length; i++) {
      comparison.add(indices[i], expected[i], reader.value(indices[i]), false);
    }
    return new Checked(comparison, problem(output, comparison, indices, expected));
  }

  private Optional<String> problem(
      TensorSpec output, Comparison comparison, long[] indices, double[] expected) {
    Optional<String> problem = comparison.problem(bounds.normalised(full.inputs(), output));
    if (problem.isEmpty()) {
      return problem;
    }
    double[] nudged = oracle.elementsNudged(full.inputs(), output.name(), indices);
    ErrorBounds widened = bounds.widened(Map.of(output.name(), Conditioning.of(expected, nudged)));
    return comparison.problem(widened.normalised(full.inputs(), output));
  }
}
