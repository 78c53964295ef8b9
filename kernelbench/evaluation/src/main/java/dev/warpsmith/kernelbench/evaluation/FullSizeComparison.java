package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.TensorSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Compares what a candidate wrote at full size, and finds what it did not write. */
final class FullSizeComparison {
  /** Integers that may be unwritten, or may rightly have the bits of the poison, to look at. */
  private static final int PERHAPS_UNWRITTEN = 4096;

  private final WrittenComparison comparison;
  private final Oracle oracle;
  private final FullSizeMemory full;
  private final long operations;

  FullSizeComparison(Oracle oracle, ErrorBounds bounds, FullSizeMemory full, long operations) {
    this.comparison = new WrittenComparison(oracle, bounds, full);
    this.oracle = oracle;
    this.full = full;
    this.operations = operations;
  }

  /** What was found for one output. */
  record Found(Optional<GateResult> refusal, Optional<HonestError> error, Optional<String> fact) {}

  /** Judges an output of which some blocks ran. */
  Found sampled(TensorSpec output, WrittenElements written) {
    boolean nothing = written.total() == 0 && full.tensors().tensor(output.name()).elements() > 0;
    return nothing ? unwritten(output, written) : compared(output, written);
  }

  /** Judges an output that every block has had the chance to write. */
  Found whole(TensorSpec output, WrittenElements written) {
    TensorMemory tensor = full.tensors().tensor(output.name());
    if (full.updated(output)) {
      return compared(output, WrittenElements.all(tensor));
    }
    boolean all = written.total() == tensor.elements();
    if (!all && output.dtype().floating()) {
      return unwritten(output, written);
    }
    Found found = compared(output, all ? written : WrittenElements.all(tensor));
    boolean missed = !all && found.refusal().isEmpty() && !right(output, written);
    return missed ? unwritten(output, written) : found;
  }

  /** Tells whether integers with the bits of the poison are what the reference says. */
  private boolean right(TensorSpec output, WrittenElements written) {
    double cost = oracle.operationsPerElement(full.inputs().size(), output.name());
    int limit = (int) Math.max(1, Math.min(PERHAPS_UNWRITTEN, operations / cost));
    long[] indices = written.unwritten(limit);
    double[] expected = oracle.elements(full.inputs(), output.name(), indices);
    ElementReader reader = new ElementReader(full.tensors().tensor(output.name()));
    return Arrays.equals(expected, Arrays.stream(indices).mapToDouble(reader::value).toArray());
  }

  private Found unwritten(TensorSpec output, WrittenElements written) {
    TensorMemory tensor = full.tensors().tensor(output.name());
    String message =
        (tensor.elements() - written.total())
            + " of "
            + tensor.elements()
            + " elements of "
            + output.name()
            + " were not written, the first "
            + Indices.element(output.name(), tensor.shape(), written.unwritten(1)[0])
            + " (at "
            + full.inputs()
            + ")";
    return new Found(
        Optional.of(GateResult.refused(Verdict.WRONG_NUMERICS, message)),
        Optional.empty(),
        Optional.empty());
  }

  private Found compared(TensorSpec output, WrittenElements written) {
    WrittenComparison.Checked checked = comparison.compare(output, written, operations);
    Comparison found = checked.comparison();
    String fact =
        String.format(
            Locale.ROOT,
            "%d of %d written elements of %s compared, normalised error %.1e (seed %s)",
            found.compared(),
            written.total(),
            output.name(),
            found.normalisedError(),
            Long.toHexString(full.inputs().seed()));
    return new Found(
        checked.refusal(Verdict.WRONG_NUMERICS, "", " (at " + full.inputs() + ")"),
        Optional.of(new HonestError(found.normalisedError(), found.largestError())),
        Optional.of(fact));
  }
}
