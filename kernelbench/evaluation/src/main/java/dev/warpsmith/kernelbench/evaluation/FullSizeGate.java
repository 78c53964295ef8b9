package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that a candidate computes the task's full size, as far as an emulated GPU can in seconds:
 * the first, the last and random thread blocks run, and elements that they wrote are compared with
 * the reference.
 *
 * <p>A launch whose result a later one uses runs whole. If that is too much, or the reference
 * cannot be computed element by element, the candidate is checked whole at a smaller size instead,
 * and the evidence says so.
 */
final class FullSizeGate {
  private final Subject subject;
  private final Oracle oracle;
  private final ErrorBounds bounds;
  private final FullSizeMemory full;
  private final EvaluationSettings settings;
  private final List<String> facts = new ArrayList<>();
  private final Map<String, HonestError> errors = new LinkedHashMap<>();

  FullSizeGate(
      Subject subject,
      Oracle oracle,
      ErrorBounds bounds,
      FullSizeMemory full,
      EvaluationSettings settings) {
    this.subject = subject;
    this.oracle = oracle;
    this.bounds = bounds;
    this.full = full;
    this.settings = settings;
  }

  GateResult check() {
    if (!oracle.prepareElements(full)) {
      return smaller("the reference is too much work at full size");
    }
    TaskMemory tensors = full.fresh();
    try (LoadedModule module = subject.load();
        BoundPlan plan =
            BoundPlan.of(subject.device(), subject.task(), subject.candidate(), tensors)) {
      plan.poisonScratch(SizeRun.poison(full.inputs()));
      return run(module, plan);
    }
  }

  /** Returns what this candidate was off by, by case and output. */
  Map<String, HonestError> errors() {
    return Map.copyOf(errors);
  }

  private GateResult run(LoadedModule module, BoundPlan plan) {
    LaunchOrder order = new LaunchOrder(subject);
    boolean whole = true;
    for (int i = 0; i < plan.launches().size(); i++) {
      KernelLaunch launch = plan.launches().get(i);
      if (order.needed(i) || order.mixes(i)) {
        Optional<DeviceFault> fault = complete(module, launch);
        if (fault.isPresent() && fault.get().kind() == DeviceFault.Kind.STEP_BUDGET) {
          return smaller("all blocks of " + launch.kernel() + " are too much work at full size");
        }
        if (fault.isPresent()) {
          return Faults.refusal(fault.get(), "at full size");
        }
        facts.add("all " + launch.grid().count() + " blocks of " + launch.kernel() + " executed");
      } else {
        BlockSample sample = sample(module, launch, i);
        if (sample.fault().isPresent()) {
          return Faults.refusal(sample.fault().get(), "at full size");
        }
        whole &= sample.complete();
        facts.add(
            sample.run() + " of " + sample.blocks() + " blocks of " + launch.kernel() + " sampled");
      }
    }
    return compare(whole);
  }

  private Optional<DeviceFault> complete(LoadedModule module, KernelLaunch launch) {
    LaunchOptions options = LaunchOptions.compute().withStepBudget(settings.completeInstructions());
    LaunchResult result = module.launch(launch, options);
    return result.match(completed -> Optional.empty(), faulted -> Optional.of(faulted.fault()));
  }

  private BlockSample sample(LoadedModule module, KernelLaunch launch, int number) {
    return BlockSample.run(
        module,
        launch,
        settings.fullSizeInstructions(),
        settings.completeInstructions(),
        CaseSeeds.of(full.inputs().seed(), number));
  }

  private GateResult compare(boolean whole) {
    Optional<String> changed = full.tensors().changedInput(full.values());
    if (changed.isPresent()) {
      full.regenerate();
      return GateResult.refused(
          Verdict.CHEATED, "the candidate changed its input: " + changed.get() + " (at full size)");
    }
    for (TensorSpec output : subject.task().outputs()) {
      Optional<GateResult> refusal = compare(output, whole);
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    return GateResult.passed(facts);
  }

  private Optional<GateResult> compare(TensorSpec output, boolean whole) {
    TensorMemory tensor = full.tensors().tensor(output.name());
    WrittenElements written =
        whole && !output.dtype().floating() ? WrittenElements.all(tensor) : full.written(output);
    if (written.total() == 0
        || (whole && !full.updated(output) && written.total() < tensor.elements())) {
      return Optional.of(
          GateResult.refused(
              Verdict.WRONG_NUMERICS,
              (tensor.elements() - written.total())
                  + " of "
                  + tensor.elements()
                  + " elements of "
                  + output.name()
                  + " were not written (at full size)"));
    }
    WrittenComparison.Checked checked =
        new WrittenComparison(oracle, bounds, full)
            .compare(output, written, settings.oracleOperations());
    Comparison comparison = checked.comparison();
    errors.put(
        full.inputs().key(output.name()),
        new HonestError(comparison.normalisedError(), comparison.largestError()));
    facts.add(
        String.format(
            Locale.ROOT,
            "%d of %d written elements of %s compared, normalised error %.1e",
            comparison.compared(),
            written.total(),
            output.name(),
            comparison.normalisedError()));
    return checked.refusal(Verdict.WRONG_NUMERICS, "", " (at " + full.inputs() + ")");
  }

  private GateResult smaller(String reason) {
    SmallerSize size = SmallerSize.of(subject.task());
    ComputeGate gate =
        new ComputeGate(
            subject,
            oracle,
            bounds,
            new CheckCases(subject.task(), settings, full.inputs().seed()),
            settings);
    return gate.checkOnce(
        new InputCase(size.dims(), full.inputs().seed(), Stress.PLAIN),
        settings.completeInstructions(),
        "not at full size: " + reason + "; instead every element");
  }
}
