package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks at what implementations in another process, and the candidate beside them, compute at full
 * size: at the same elements, which stand for all. Where the reference is too much work, they stand
 * against each other; where results cancel to almost nothing, none may be off by much more than the
 * first one is.
 */
final class OutsideResults {
  /** Part of the reference's work at full size that is spent here. */
  private static final double SHARE = 0.1;

  /** Elements of an output that are looked at: each run of them is a copy from the GPU. */
  private static final long MOST_ELEMENTS = 1 << 14;

  private final Task task;
  private final Oracle oracle;
  private final ErrorBounds bounds;
  private final FullSizeMemory full;
  private final EvaluationSettings settings;
  private final Map<TensorSpec, long[]> indices = new LinkedHashMap<>();
  private final Map<String, OutsideRivals.Picked> files = new LinkedHashMap<>();
  private final Map<TensorSpec, double[]> expected = new LinkedHashMap<>();
  private final Map<String, HonestError> honest = new HashMap<>();
  private final boolean known;
  private String standard = "the reference";

  /**
   * Chooses elements.
   *
   * @param folder where implementations find which elements are asked for, and leave them
   */
  OutsideResults(
      Task task,
      Oracle oracle,
      ErrorBounds bounds,
      FullSizeMemory full,
      EvaluationSettings settings,
      Path folder) {
    this.task = task;
    this.oracle = oracle;
    this.bounds = bounds;
    this.full = full;
    this.settings = settings;
    this.known = oracle.prepareElements(full);
    for (TensorSpec output : task.outputs()) {
      long[] chosen = sample(output);
      indices.put(output, chosen);
      Path wanted = folder.resolve("indices-" + output.name());
      CaseFiles.write(wanted, chosen);
      Path elements = folder.resolve("out-" + output.name());
      files.put(output.name(), new OutsideRivals.Picked(wanted, elements));
      if (known) {
        expected.put(output, oracle.elements(full.inputs(), output.name(), chosen));
      }
    }
  }

  /** Returns as many elements as a number of the reference's operations allows. */
  private long[] sample(TensorSpec output) {
    double cost = known ? oracle.operationsPerElement(full.inputs().size(), output.name()) : 1;
    long limit = (long) Math.max(1, SHARE * settings.oracleOperations() / cost);
    return SampledElements.of(
        output.elements(full.inputs().size()),
        Math.min(MOST_ELEMENTS, limit),
        full.inputs().seed());
  }

  /** Says of each output whether an implementation's elements are right. */
  List<String> of(OutsideRivals.Arm arm) {
    arm.pick(Map.copyOf(files));
    List<String> facts = new ArrayList<>();
    for (TensorSpec output : task.outputs()) {
      Path elements = Objects.requireNonNull(files.get(output.name())).elements();
      double[] got = CaseFiles.read(elements, output.dtype());
      facts.add(
          problem(output, got)
              .map(problem -> "its results are not those of " + standard + ": " + problem)
              .orElseGet(() -> got.length + " of its elements of " + output.name() + " are right"));
      learn(output, got);
    }
    return facts;
  }

  private void learn(TensorSpec output, double[] got) {
    if (known) {
      double[] wanted = expected.getOrDefault(output, new double[0]);
      honest.putIfAbsent(output.name(), Conditioning.of(wanted, got));
    }
  }

  /**
   * Says that the candidate's elements are right, as its timed runs left them.
   *
   * @throws OutsideException if they are wrong: its times are of no interest then
   */
  List<String> ofCandidate() {
    if (task.inputs().stream().anyMatch(TaskInput::updated)) {
      return List.of();
    }
    List<String> facts = new ArrayList<>();
    for (TensorSpec output : task.outputs()) {
      ElementReader reader = new ElementReader(full.tensors().tensor(output.name()));
      double[] got = new double[indices(output).length];
      for (int i = 0; i < got.length; i++) {
        got[i] = reader.value(indices(output)[i]);
      }
      problem(output, got)
          .ifPresent(
              problem -> {
                throw new OutsideException(
                    "the candidate's timed results are not those of " + standard + ": " + problem);
              });
      facts.add(got.length + " of the candidate's elements of " + output.name() + " are right");
    }
    return facts;
  }

  private long[] indices(TensorSpec output) {
    return indices.getOrDefault(output, new long[0]);
  }

  /** Compares elements; the first ones seen are the standard where there is no reference. */
  private Optional<String> problem(TensorSpec output, double[] got) {
    double[] wanted = expected.get(output);
    if (wanted == null) {
      expected.put(output, got);
      standard = "PyTorch eager, as the reference takes too long";
      return Optional.empty();
    }
    Optional<String> found = problem(output, wanted, got, bounds);
    return found.isPresent() && honest.containsKey(output.name())
        ? problem(output, wanted, got, bounds.at(full.inputs(), honest))
        : found;
  }

  private Optional<String> problem(
      TensorSpec output, double[] wanted, double[] got, ErrorBounds within) {
    Comparison comparison =
        new Comparison(
            output.name(),
            output.dtype(),
            output.shape(full.inputs().size()),
            within.tolerance(full.inputs(), output),
            oracle.ties(full.inputs(), output));
    for (int i = 0; i < got.length; i++) {
      comparison.add(indices(output)[i], wanted[i], got[i], false);
    }
    return comparison.problem(within.normalised(full.inputs(), output));
  }
}
