package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LoadedModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The reference of tasks whose meaning is a CUDA kernel: what that kernel computes on the device,
 * in a module and into memory that no candidate sees.
 */
final class KernelOracle implements Oracle {
  private final Subject reference;
  private final EvaluationSettings settings;
  private final Map<String, TensorMemory> outputs = new LinkedHashMap<>();
  private Optional<Boolean> ready = Optional.empty();
  private Optional<InputCase> prepared = Optional.empty();
  private long generation;

  KernelOracle(Subject reference, EvaluationSettings settings) {
    this.reference = reference;
    this.settings = settings;
  }

  @Override
  public Map<String, double[]> evaluate(InputCase inputs) {
    return evaluate(inputs.size(), new CaseInputs(reference.task(), inputs));
  }

  private Map<String, double[]> evaluate(Bindings size, CaseInputs values) {
    try (SizeRun run = SizeRun.open(reference, size)) {
      if (run.run(values, LaunchOptions.compute()) instanceof PlanRun.Faulted faulted) {
        throw failure(faulted.fault());
      }
      return run.values();
    }
  }

  @Override
  public Map<String, double[]> evaluateNudged(InputCase inputs) {
    return evaluate(inputs.size(), new CaseInputs(reference.task(), inputs).nudged());
  }

  @Override
  public double[] elementsNudged(InputCase inputs, String output, long[] indices) {
    return elements(inputs, output, indices);
  }

  @Override
  public boolean prepareElements(FullSizeMemory full) {
    boolean lost = generation != reference.device().generation();
    boolean other = !Optional.of(full.inputs()).equals(prepared) && ready.orElse(true);
    if (ready.isEmpty() || lost || other) {
      close();
      ready = Optional.of(runWhole(full));
      prepared = Optional.of(full.inputs());
      generation = reference.device().generation();
    }
    return ready.get();
  }

  @Override
  public double[] elements(InputCase inputs, String output, long[] indices) {
    TensorMemory tensor = outputs.get(output);
    if (tensor == null) {
      throw new IllegalStateException("output " + output + " was not prepared");
    }
    ElementReader reader = new ElementReader(tensor);
    double[] values = new double[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = reader.value(indices[i]);
    }
    return values;
  }

  @Override
  public Ties ties(InputCase inputs, TensorSpec output) {
    return Ties.none();
  }

  @Override
  public double operationsPerElement(Bindings size, String output) {
    return 10;
  }

  private boolean runWhole(FullSizeMemory full) {
    Task task = reference.task();
    for (TensorSpec output : task.outputs()) {
      outputs.put(
          output.name(), TensorMemory.allocate(reference.device(), output, full.inputs().size()));
    }
    TaskMemory inputs = full.tensors();
    task.inputs().stream().filter(TaskInput::updated).forEach(input -> copy(input, full));
    try (LoadedModule module = reference.load();
        BoundPlan plan =
            BoundPlan.of(
                reference.device(),
                task,
                reference.candidate(),
                full.inputs().size(),
                name ->
                    Optional.ofNullable(outputs.get(name))
                        .or(() -> inputs.find(name))
                        .map(TensorMemory::buffer))) {
      LaunchOptions options =
          LaunchOptions.compute().withStepBudget(settings.completeInstructions());
      PlanRun ended = PlanRun.of(module, plan.launches(), options);
      return ended.match(
          completed -> true,
          faulted -> {
            if (faulted.fault().kind() != DeviceFault.Kind.STEP_BUDGET) {
              throw failure(faulted.fault());
            }
            close();
            return false;
          });
    }
  }

  private void copy(TaskInput input, FullSizeMemory full) {
    TensorMemory tensor = outputs.get(input.tensor().name());
    if (tensor != null) {
      full.tensors().copy(input.tensor().name(), tensor);
    }
  }

  private BaselineException failure(DeviceFault fault) {
    return new BaselineException(reference.task().name(), Faults.verdict(fault), fault.message());
  }

  @Override
  public void close() {
    outputs.values().forEach(TensorMemory::close);
    outputs.clear();
  }
}
