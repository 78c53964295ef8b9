package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares outputs in files with the reference: every element where that is little work, else some
 * that are spread over all of them.
 */
final class ForeignJudge {
  /** Operations of the reference below which it computes every element. */
  private static final double WHOLE = 1e8;

  private static final byte POISON = -1;

  private final Task task;
  private final GraphOracle oracle;
  private final ErrorBounds bounds;
  private final InputCase inputs;
  private final EvaluationSettings settings;

  ForeignJudge(
      Task task,
      GraphOracle oracle,
      ErrorBounds bounds,
      InputCase inputs,
      EvaluationSettings settings) {
    this.task = task;
    this.oracle = oracle;
    this.bounds = bounds;
    this.inputs = inputs;
    this.settings = settings;
  }

  /** Tells whether every element is compared at the case's size. */
  static boolean whole(Task task, InputCase inputs) {
    return SmallerSize.work(task, inputs.size()) <= WHOLE;
  }

  /**
   * What came of comparing.
   *
   * @param problem empty if all is right
   * @param details what helps to find the fault
   * @param normalisedError the largest of any output
   * @param compared elements
   */
  record Judgement(
      Optional<String> problem, List<String> details, double normalisedError, long compared) {}

  /** Judges the files of all outputs; what is beyond the bounds, again by the conditioning. */
  Judgement judge(Map<String, Path> files) {
    Map<String, long[]> indices = new LinkedHashMap<>();
    if (!whole(task, inputs)) {
      task.outputs().forEach(output -> indices.put(output.name(), sample(output)));
    }
    Map<String, double[]> expected = expected(indices, false);
    Judgement judgement = judge(files, indices, expected, bounds);
    if (judgement.problem().isEmpty()) {
      return judgement;
    }
    Map<String, HonestError> moved = Conditioning.of(expected, expected(indices, true));
    return judge(files, indices, expected, bounds.widened(moved));
  }

  private Map<String, double[]> expected(Map<String, long[]> indices, boolean nudged) {
    if (indices.isEmpty()) {
      return nudged ? oracle.evaluateNudged(inputs) : oracle.evaluate(inputs);
    }
    Map<String, double[]> expected = new LinkedHashMap<>();
    indices.forEach(
        (output, some) ->
            expected.put(
                output,
                nudged
                    ? oracle.elementsNudged(inputs, output, some)
                    : oracle.elements(inputs, output, some)));
    return expected;
  }

  private Judgement judge(
      Map<String, Path> files,
      Map<String, long[]> indices,
      Map<String, double[]> expected,
      ErrorBounds limits) {
    Optional<String> problem = Optional.empty();
    List<String> details = new ArrayList<>();
    double worst = 0;
    long compared = 0;
    for (TensorSpec output : task.outputs()) {
      Comparison comparison = comparison(output, limits);
      Path file = files.getOrDefault(output.name(), Path.of(output.name()));
      double[] values = expected.getOrDefault(output.name(), new double[0]);
      long[] some = indices.get(output.name());
      if (some == null) {
        comparison.addAll(0, values, bytes(file), POISON);
      } else {
        CaseFiles.compare(file, output.dtype(), some, values, comparison);
      }
      Optional<String> found = comparison.problem(limits.normalised(inputs, output));
      if (problem.isEmpty() && found.isPresent()) {
        problem = found;
        details.addAll(comparison.details());
      }
      worst = Math.max(worst, comparison.normalisedError());
      compared += comparison.compared();
    }
    return new Judgement(problem, details, worst, compared);
  }

  private Comparison comparison(TensorSpec output, ErrorBounds limits) {
    return new Comparison(
        output.name(),
        output.dtype(),
        output.shape(inputs.size()),
        limits.tolerance(inputs, output),
        Ties.of(oracle, inputs, output));
  }

  private long[] sample(TensorSpec output) {
    double cost = oracle.operationsPerElement(inputs.size(), output.name());
    long limit = (long) Math.max(1, settings.oracleOperations() / cost);
    return SampledElements.of(output.elements(inputs.size()), limit, inputs.seed());
  }

  private static ByteBuffer bytes(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
