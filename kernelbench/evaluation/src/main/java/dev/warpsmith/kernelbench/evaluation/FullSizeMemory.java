package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.LaunchJobs;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A task's tensors at its full size. They may take hundreds of megabytes, so all candidates of a
 * run share them, one after another; each candidate gets inputs of its own, drawn when they are
 * first needed, and again if it changed them.
 */
final class FullSizeMemory implements AutoCloseable {
  /** Sets these seeds apart from those of the check sizes. */
  private static final long FULL_SIZE = 0xF011;

  /**
   * Fills what a launch would find that others had written, where times and counters alone are
   * asked for: finite in every floating-point type, and so are products of it, as of what would be
   * there. A kernel may do more for infinities.
   */
  static final byte FINITE = 0x3C;

  private final Device device;
  private final Task task;
  private final long seed;
  private InputCase inputs;
  private @Nullable TaskMemory memory;
  private @Nullable SavedInputs saved;
  private @Nullable InputCase held;
  private long generation;

  FullSizeMemory(Device device, Task task, EvaluationSettings settings) {
    this.device = device;
    this.task = task;
    this.seed = settings.seed();
    this.inputs = drawn(0);
  }

  /**
   * Chooses the inputs.
   *
   * @param salt what a candidate cannot know beforehand, such as its own hash; 0 where all
   *     candidates are to meet the same inputs
   */
  void draw(long salt) {
    inputs = drawn(salt);
  }

  private InputCase drawn(long salt) {
    return new InputCase(task.dims(), CaseSeeds.of(seed, FULL_SIZE, salt), Stress.PLAIN);
  }

  Task task() {
    return task;
  }

  InputCase inputs() {
    return inputs;
  }

  CaseInputs values() {
    return new CaseInputs(task, inputs);
  }

  /**
   * Returns the tensors, inputs generated; outputs hold what the last candidate left there, unless
   * other inputs were chosen or the device has lost everything since.
   */
  TaskMemory tensors() {
    TaskMemory known = memory;
    if (known == null) {
      known = TaskMemory.allocate(device, task, inputs.size());
      memory = known;
      fill(known);
    } else if (generation != device.generation() || !inputs.equals(held)) {
      fill(known);
      known.poisonOutputs(SizeRun.poison(inputs));
    }
    return known;
  }

  private void fill(TaskMemory tensors) {
    tensors.fill(values());
    held = inputs;
    generation = device.generation();
  }

  /** Makes everything as it is before a first launch. */
  TaskMemory fresh() {
    TaskMemory tensors = tensors();
    tensors.forgetSupplied();
    tensors.restoreUpdated(values());
    tensors.poisonOutputs(SizeRun.poison(inputs));
    return tensors;
  }

  /** Generates the inputs again, after a candidate changed them. */
  void regenerate() {
    tensors().fill(values());
  }

  /**
   * Returns what each buffer holds before a launch that counters are read of; a plan's scratch
   * tensors hold {@link #FINITE}. The inputs are those that all candidates share, written to files
   * once: how often a kernel reads does not depend on who else has seen its input.
   *
   * @throws IOException if the inputs cannot be kept as files
   */
  Function<DeviceBuffer, LaunchJobs.Content> contents() throws IOException {
    TaskMemory tensors = tensors();
    IdentityHashMap<DeviceBuffer, LaunchJobs.Content> contents = new IdentityHashMap<>();
    for (TaskInput input : task.inputs()) {
      TensorMemory tensor = tensors.tensor(input.tensor().name());
      contents.put(
          tensor.buffer(), new LaunchJobs.Content.Saved(saved().file(input, tensor.bytes())));
    }
    LaunchJobs.Content others = new LaunchJobs.Content.Filled(FINITE);
    return buffer -> contents.getOrDefault(buffer, others);
  }

  private SavedInputs saved() {
    SavedInputs known = saved;
    if (known == null) {
      known = new SavedInputs(new CaseInputs(task, drawn(0)));
      saved = known;
    }
    return known;
  }

  /** Tells whether an output is an input that is updated in place. */
  boolean updated(TensorSpec output) {
    return tensors().updated(output.name());
  }

  /** Finds the elements of an output that were written since {@link #fresh}. */
  WrittenElements written(TensorSpec output) {
    TensorMemory tensor = tensors().tensor(output.name());
    return task.inputs().stream()
        .filter(input -> input.updated() && input.tensor().name().equals(output.name()))
        .findFirst()
        .map(input -> WrittenElements.changed(tensor, input, values()))
        .orElseGet(() -> WrittenElements.notPoisoned(tensor, SizeRun.poison(inputs)));
  }

  /** Frees the tensors until they are asked for again. */
  void release() {
    TaskMemory known = memory;
    if (known != null) {
      known.close();
      memory = null;
      held = null;
    }
  }

  @Override
  public void close() {
    release();
    SavedInputs files = saved;
    if (files != null) {
      files.close();
      saved = null;
    }
  }
}
