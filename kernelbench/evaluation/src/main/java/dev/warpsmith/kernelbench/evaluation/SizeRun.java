package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Profiler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A candidate, loaded anew, with memory of its own at one small size. Runs in one module see each
 * other's {@code __device__} variables; the memory is filled afresh for each.
 */
final class SizeRun implements AutoCloseable {
  private static final byte REFERENCE_POISON = (byte) 0xFF;

  private final Subject subject;
  private final TaskMemory memory;
  private final BoundPlan plan;
  private final LoadedModule module;

  private SizeRun(Subject subject, TaskMemory memory, BoundPlan plan, LoadedModule module) {
    this.subject = subject;
    this.memory = memory;
    this.plan = plan;
    this.module = module;
  }

  static SizeRun open(Subject subject, Bindings size) {
    TaskMemory memory = TaskMemory.allocate(subject.device(), subject.task(), size);
    BoundPlan plan = BoundPlan.of(subject.device(), subject.task(), subject.candidate(), memory);
    return new SizeRun(subject, memory, plan, subject.load());
  }

  /** Returns the launches of the plan. */
  List<KernelLaunch> launches() {
    return plan.launches();
  }

  /** Returns the module that is loaded. */
  LoadedModule module() {
    return module;
  }

  /** Returns what ptxas reports for a kernel. */
  KernelResources resources(String kernel) {
    return module.resources(kernel);
  }

  /** Profiles the launches of a run that counted. */
  List<KernelProfile> profiles(Profiler profiler, PlanRun.Completed ended) {
    List<KernelProfile> profiles = new ArrayList<>();
    for (int i = 0; i < plan.launches().size(); i++) {
      KernelLaunch launch = plan.launches().get(i);
      profiles.add(
          profiler.profile(resources(launch.kernel()), launch, ended.records().get(i).counted()));
    }
    return profiles;
  }

  /** Fills the inputs, poisons what is to be written, and runs the plan. */
  PlanRun run(InputCase inputs, LaunchOptions options) {
    return run(inputs, plan.launches(), options);
  }

  /** Does the same with some of the plan's launches. */
  PlanRun run(InputCase inputs, List<KernelLaunch> launches, LaunchOptions options) {
    prepare(inputs);
    return PlanRun.of(module, launches, options);
  }

  /** Does the same in a module whose variables are as the source initialises them. */
  PlanRun runUnspoilt(InputCase inputs, List<KernelLaunch> launches, LaunchOptions options) {
    if (!subject.keepsVariables()) {
      return run(inputs, launches, options);
    }
    prepare(inputs);
    try (LoadedModule fresh = subject.load()) {
      return PlanRun.of(fresh, launches, options);
    }
  }

  /** Fills the inputs with given values, and runs the plan. */
  PlanRun run(CaseInputs values, LaunchOptions options) {
    memory.fill(values);
    memory.poisonOutputs(REFERENCE_POISON);
    plan.poisonScratch(REFERENCE_POISON);
    return PlanRun.of(module, plan.launches(), options);
  }

  /** Fills the inputs and poisons what is to be written. */
  void prepare(InputCase inputs) {
    memory.fill(new CaseInputs(subject.task(), inputs));
    memory.protectInputs(true);
    memory.poisonOutputs(poison(inputs));
    plan.poisonScratch(poison(inputs));
  }

  /** Runs the plan on the memory as it stands. */
  PlanRun again(LaunchOptions options) {
    return PlanRun.of(module, plan.launches(), options);
  }

  /** See {@link LoadedModule#forgetVariables}. */
  Optional<List<String>> forgetVariables() {
    return module.forgetVariables();
  }

  /** Says which constant input is not what it was before the run, if there is one. */
  Optional<String> changedInput(InputCase inputs) {
    return memory.changedInput(new CaseInputs(subject.task(), inputs));
  }

  /** Says which element of an output no kernel has written, where the device knows. */
  Optional<String> unwritten() {
    return memory.unwritten();
  }

  /** Compares every element of every output. */
  Map<String, Comparison> compare(
      InputCase inputs,
      Map<String, double[]> expected,
      Function<TensorSpec, Tolerance> tolerances,
      Function<TensorSpec, Ties> ties) {
    Map<String, Comparison> comparisons = new LinkedHashMap<>();
    for (TensorSpec output : subject.task().outputs()) {
      TensorMemory tensor = memory.tensor(output.name());
      double[] references = expected.getOrDefault(output.name(), new double[0]);
      if (references.length != tensor.elements()) {
        throw new IllegalStateException(
            "the reference gives " + references.length + " elements of " + output);
      }
      Comparison comparison =
          new Comparison(
              output.name(),
              output.dtype(),
              tensor.shape(),
              tolerances.apply(output),
              ties.apply(output));
      comparison.addAll(0, references, tensor.read(0, references.length), poison(inputs));
      comparisons.put(output.name(), comparison);
    }
    return comparisons;
  }

  /** Returns every output's bytes, by name. */
  Map<String, ByteBuffer> outputs() {
    Map<String, ByteBuffer> outputs = new LinkedHashMap<>();
    for (TensorSpec output : subject.task().outputs()) {
      TensorMemory tensor = memory.tensor(output.name());
      outputs.put(output.name(), tensor.read(0, Math.toIntExact(tensor.elements())));
    }
    return outputs;
  }

  /** Returns every output's elements, by name. */
  Map<String, double[]> values() {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (TensorSpec output : subject.task().outputs()) {
      values.put(output.name(), memory.tensor(output.name()).toArray());
    }
    return values;
  }

  /** Returns the byte that fills outputs before the run; it alternates, so as not to be guessed. */
  static byte poison(InputCase inputs) {
    return (inputs.seed() & 1) == 0 ? (byte) 0xFF : (byte) 0x7F;
  }

  static boolean poisoned(ByteBuffer bytes, int index, int elementBytes, byte poison) {
    for (int i = index * elementBytes; i < (index + 1) * elementBytes; i++) {
      if (bytes.get(i) != poison) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    module.close();
    plan.close();
    memory.close();
  }
}
