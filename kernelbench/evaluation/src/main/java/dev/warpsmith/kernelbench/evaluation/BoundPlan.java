package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.Launch;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A candidate's launches at one size of its task, with memory for its scratch tensors.
 *
 * @param launches with all their values, in the plan's order
 */
record BoundPlan(List<KernelLaunch> launches, Map<String, TensorMemory> scratch)
    implements AutoCloseable {

  BoundPlan {
    launches = List.copyOf(launches);
    scratch = Map.copyOf(scratch);
  }

  /** Allocates the scratch tensors and evaluates every expression. */
  static BoundPlan of(Device device, Task task, Candidate candidate, TaskMemory memory) {
    return of(
        device,
        task,
        candidate,
        memory.size(),
        name -> memory.find(name).map(TensorMemory::buffer));
  }

  /**
   * Allocates the scratch tensors and evaluates every expression.
   *
   * @param tensors the task's inputs and outputs by name
   */
  static BoundPlan of(
      Device device,
      Task task,
      Candidate candidate,
      Bindings size,
      Function<String, Optional<DeviceBuffer>> tensors) {
    Bindings values = PlanNames.of(task, candidate).values(size);
    Map<String, TensorMemory> scratch = new LinkedHashMap<>();
    for (TensorSpec spec : candidate.plan().scratch()) {
      scratch.put(spec.name(), TensorMemory.allocate(device, spec, values));
    }
    Function<String, Optional<DeviceBuffer>> buffers =
        name ->
            tensors
                .apply(name)
                .or(() -> Optional.ofNullable(scratch.get(name)).map(TensorMemory::buffer));
    return new BoundPlan(launches(task, candidate, values, buffers), scratch);
  }

  private static List<KernelLaunch> launches(
      Task task,
      Candidate candidate,
      Bindings values,
      Function<String, Optional<DeviceBuffer>> buffers) {
    PlanNames names = PlanNames.of(task, candidate);
    return candidate.plan().launches().stream()
        .map(launch -> launch(launch, names, values, buffers))
        .toList();
  }

  /**
   * Evaluates every expression of a launch. Tensors without a buffer become the integer 0.
   *
   * @param values of dims and tunables
   * @param buffers of tensors by name
   * @throws IllegalArgumentException if an expression has no value or is out of range
   */
  static KernelLaunch launch(
      Launch launch,
      PlanNames names,
      Bindings values,
      Function<String, Optional<DeviceBuffer>> buffers) {
    return new KernelLaunch(
        launch.kernel(),
        extents(launch.grid(), values),
        extents(launch.block(), values),
        toInt(launch.sharedBytes(), values),
        launch.arguments().stream()
            .map(argument -> argument(argument, names, values, buffers))
            .toList(),
        launch.cooperative(),
        launch.cluster().map(cluster -> extents(cluster, values)));
  }

  /** Fills all scratch memory with a byte and marks it as not written. */
  void poisonScratch(byte poison) {
    scratch.values().forEach(tensor -> tensor.buffer().poison(poison));
  }

  private static KernelArgument argument(
      Expression argument,
      PlanNames names,
      Bindings values,
      Function<String, Optional<DeviceBuffer>> buffers) {
    Optional<KernelArgument> pointer =
        argument.asName().flatMap(buffers).map(KernelArgument.Pointer::new);
    Optional<KernelArgument> scalar =
        argument
            .asName()
            .flatMap(names::scalar)
            .map(
                found ->
                    found.dtype().floating()
                        ? new KernelArgument.Scalar(found.dtype(), found.value())
                        : new KernelArgument.Int((long) found.value()));
    boolean tensor = argument.asName().flatMap(names::tensor).isPresent();
    return pointer
        .or(() -> scalar)
        .orElseGet(() -> new KernelArgument.Int(tensor ? 0 : argument.evaluate(values)));
  }

  private static Dim3 extents(List<Expression> extents, Bindings values) {
    return new Dim3(
        toInt(extents.get(0), values),
        extents.size() > 1 ? toInt(extents.get(1), values) : 1,
        extents.size() > 2 ? toInt(extents.get(2), values) : 1);
  }

  private static int toInt(Expression expression, Bindings values) {
    long value = expression.evaluate(values);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "'" + expression + "' is " + value + ", expected 0 to 2147483647");
    }
    return (int) value;
  }

  @Override
  public void close() {
    scratch.values().forEach(TensorMemory::close);
  }
}
