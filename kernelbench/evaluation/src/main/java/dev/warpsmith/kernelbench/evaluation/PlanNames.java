package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the names in a candidate's launches stand for: the task's tensors, scalars and dims, and the
 * candidate's own scratch tensors and tunables.
 *
 * @param tensors inputs, outputs and scratch by name
 * @param constants names that candidates must not write: inputs that are not updated
 */
record PlanNames(
    Map<String, TensorSpec> tensors,
    Map<String, TaskScalar> scalars,
    Set<String> constants,
    List<TensorSpec> outputs,
    Bindings tunables,
    Set<String> dims) {

  static PlanNames of(Task task, Candidate candidate) {
    Map<String, TensorSpec> tensors = new LinkedHashMap<>();
    task.inputs().forEach(input -> tensors.put(input.tensor().name(), input.tensor()));
    task.outputs().forEach(output -> tensors.put(output.name(), output));
    candidate.plan().scratch().forEach(scratch -> tensors.putIfAbsent(scratch.name(), scratch));
    return new PlanNames(
        tensors,
        task.scalars().stream().collect(Collectors.toMap(TaskScalar::name, scalar -> scalar)),
        task.inputs().stream()
            .filter(input -> !input.updated())
            .map(TaskInput::tensor)
            .map(TensorSpec::name)
            .collect(Collectors.toSet()),
        task.outputs(),
        candidate.tunables(),
        task.dims().asMap().keySet());
  }

  /** Returns the values of names in expressions, at a size of the task. */
  Bindings values(Bindings size) {
    return size.with(tunables);
  }

  /** Returns the tensor of a name, if the name is a tensor's. */
  Optional<TensorSpec> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Returns the scalar of a name, if the name is a scalar's. */
  Optional<TaskScalar> scalar(String name) {
    return Optional.ofNullable(scalars.get(name));
  }

  /** Tells whether an expression may use the name. */
  boolean isInteger(String name) {
    return dims.contains(name) || tunables.find(name).isPresent();
  }

  /** Returns every name that an argument may have, for messages. */
  Set<String> all() {
    Set<String> all = new TreeSet<>(tensors.keySet());
    all.addAll(scalars.keySet());
    all.addAll(dims);
    all.addAll(tunables.asMap().keySet());
    return all;
  }
}
