package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * What must be computed.
 *
 * @param name such as {@code softmax}
 * @param dims the full size: a value for every dim
 * @param checkSizes small odd and tail sizes, each with a value for every dim; at least one
 * @param inputs what candidates read, in declaration order
 * @param outputs what candidates write, in declaration order; updated inputs are among them
 * @param reference the meaning
 * @param kernels the naive kernels that came with the task, if any did; where the reference is
 *     kernels, those
 * @param fastMathAllowed whether {@code -use_fast_math} is allowed
 * @param notes what the reader chose where the task said nothing, a sentence each
 */
public record Task(
    String name,
    String description,
    Bindings dims,
    List<Bindings> checkSizes,
    List<TaskInput> inputs,
    List<TensorSpec> outputs,
    List<TaskScalar> scalars,
    Tolerance tolerance,
    Reference reference,
    Optional<Candidate> kernels,
    boolean fastMathAllowed,
    List<String> notes) {
  public Task {
    checkSizes = List.copyOf(checkSizes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    scalars = List.copyOf(scalars);
    notes = List.copyOf(notes);
    if (checkSizes.isEmpty()) {
      throw new IllegalArgumentException("task " + name + " has no check size");
    }
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("task " + name + " has no output");
    }
  }

  /** Returns the operator graph, if that is the task's meaning. */
  public Optional<OpGraph> graph() {
    return reference.match(graph -> Optional.of(graph.graph()), kernels -> Optional.empty());
  }

  /** Returns the bytes of all inputs at the full size; they may be more than a long counts. */
  public double inputBytes() {
    return inputs.stream().mapToDouble(input -> (double) input.tensor().bytes(dims)).sum();
  }

  /** Returns the bytes of all outputs at the full size; they may be more than a long counts. */
  public double outputBytes() {
    return outputs.stream().mapToDouble(output -> (double) output.bytes(dims)).sum();
  }

  /** Returns the task at other dims. */
  public Task withDims(Bindings otherDims) {
    return new Task(
        name,
        description,
        otherDims,
        checkSizes,
        inputs,
        outputs,
        scalars,
        tolerance,
        reference,
        kernels,
        fastMathAllowed,
        notes);
  }
}
