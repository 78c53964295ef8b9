package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.InputGenerator;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.DType;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The inputs of one case: what the task's distributions draw, under the case's stress. Each element
 * is a pure function of its input and index. Safe for concurrent use.
 */
final class CaseInputs {
  private final Task task;
  private final InputCase inputs;
  private final Map<String, InputGenerator> generators = new HashMap<>();

  CaseInputs(Task task, InputCase inputs) {
    this(task, inputs, false);
  }

  private CaseInputs(Task task, InputCase inputs, boolean nudged) {
    this.task = task;
    this.inputs = inputs;
    Set<String> factors = PaddingFactors.of(task);
    for (int i = 0; i < task.inputs().size(); i++) {
      TaskInput input = task.inputs().get(i);
      long seed = CaseSeeds.of(inputs.seed(), i);
      generators.put(input.tensor().name(), generator(input, inputs, seed, nudged, factors));
    }
  }

  /** Returns these inputs off by a rounding error each, see {@link Conditioning}. */
  CaseInputs nudged() {
    return new CaseInputs(task, inputs, true);
  }

  private static InputGenerator generator(
      TaskInput input, InputCase inputs, long seed, boolean nudged, Set<String> factors) {
    DType dtype = input.tensor().dtype();
    Distribution distribution = input.distribution().at(inputs.size());
    InputGenerator plain =
        InputGenerator.of(
            input.tensor(),
            dtype.floating() ? inputs.stress().distribution(distribution) : distribution,
            inputs.size(),
            seed);
    InputGenerator stressed =
        stresses(inputs.stress(), distribution, dtype)
                && !(inputs.stress().special() && factors.contains(input.tensor().name()))
            ? stressed(plain, input, inputs, seed)
            : plain;
    return nudged && dtype.floating()
        ? stressed.then((made, index) -> Conditioning.nudged(made, dtype, seed, index))
        : stressed;
  }

  /**
   * Tells whether elements are changed: not what is promised to be 0, which a kernel need not read.
   */
  private static boolean stresses(Stress stress, Distribution distribution, DType dtype) {
    boolean zeros =
        distribution.structures().contains(Distribution.Structure.TRIU)
            || distribution.structures().contains(Distribution.Structure.TRIL);
    return dtype.floating() && stress != Stress.PLAIN && !(zeros && stress.special());
  }

  private static InputGenerator stressed(
      InputGenerator plain, TaskInput input, InputCase inputs, long seed) {
    double first = plain.drawn(0);
    long perturbed = Math.floorMod(seed, input.tensor().elements(inputs.size()));
    return plain.with((drawn, index) -> inputs.stress().apply(drawn, first, index, perturbed));
  }

  /** Fills the target with consecutive elements, as a device holds them. */
  void fill(TaskInput input, long first, ByteBuffer target) {
    generator(input).fill(first, target);
  }

  /** Returns one element, rounded to the input's type. */
  double value(TaskInput input, long index) {
    return generator(input).at(index);
  }

  /** Returns the elements of an input, each on demand. */
  ElementSource source(TaskInput input) {
    return generator(input);
  }

  private InputGenerator generator(TaskInput input) {
    InputGenerator generator = generators.get(input.tensor().name());
    if (generator == null) {
      throw new IllegalStateException("no input " + input.tensor().name());
    }
    return generator;
  }
}
