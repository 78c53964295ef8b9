package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/**
 * What must be computed.
 *
 * @param name such as {@code softmax}
 * @param dims the full size: a value for every dim
 * @param checkSizes small odd and tail sizes, each with a value for every dim; at least one
 * @param inputs what candidates read, in declaration order
 * @param outputs what candidates write, in declaration order; updated inputs are among them
 * @param fastMathAllowed whether {@code -use_fast_math} is allowed
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
    boolean fastMathAllowed) {
  public Task {
    checkSizes = List.copyOf(checkSizes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    scalars = List.copyOf(scalars);
    if (checkSizes.isEmpty()) {
      throw new IllegalArgumentException("task " + name + " has no check size");
    }
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("task " + name + " has no output");
    }
  }
}
