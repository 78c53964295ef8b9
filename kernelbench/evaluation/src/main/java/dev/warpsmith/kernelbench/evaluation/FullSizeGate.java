package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Proves that a candidate computes the task's full size, as far as an emulated GPU can in seconds:
 * the first, the last and random thread blocks run, and elements that they wrote are compared with
 * the reference.
 *
 * <p>A launch whose result a later one uses runs whole, and so do all launches where the sample
 * leaves a doubt whether every element is written ({@link Coverage}). If that is too much, or the
 * reference cannot be computed element by element, the candidate is checked whole at a smaller size
 * instead, and the evidence says so.
 */
final class FullSizeGate {
  /** How much more work than a launch that others depend on one may be that leaves a doubt. */
  private static final long DOUBTED = 10;

  /** Less than this part of an output is short of it even if blocks differ a little. */
  private static final double CLEARLY_SHORT = 0.9;

  /** So many times the budget is more than it, even if blocks differ in what they take. */
  private static final double CLEARLY_MORE = 1.5;

  /** Part of the reference's work that is spent on a sample before all blocks run. */
  private static final long SHARE = 5;

  private final Subject subject;
  private final Oracle oracle;
  private final ErrorBounds bounds;
  private final FullSizeMemory full;
  private final EvaluationSettings settings;
  private final List<String> facts = new ArrayList<>();
  private final Map<String, HonestError> errors = new LinkedHashMap<>();
  private final Map<Integer, Double> costs = new HashMap<>();
  private Optional<Coverage.Doubt> doubt = Optional.empty();

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
    return run(Optional.empty()).orElseGet(() -> run(doubt).orElseThrow()).get();
  }

  /**
   * Runs the candidate on fresh memory.
   *
   * @param why why every block of every launch is to run, if they are to
   * @return what to answer once that memory is free again; empty if every block must run, because a
   *     sample of them left a doubt
   */
  private Optional<Supplier<GateResult>> run(Optional<Coverage.Doubt> why) {
    TaskMemory tensors = full.fresh();
    try (LoadedModule module = subject.load();
        BoundPlan plan =
            BoundPlan.of(subject.device(), subject.task(), subject.candidate(), tensors)) {
      plan.poisonScratch(SizeRun.poison(full.inputs()));
      return run(module, plan, why);
    }
  }

  /** Returns what this candidate was off by, by case and output. */
  Map<String, HonestError> errors() {
    return Map.copyOf(errors);
  }

  private Optional<Supplier<GateResult>> run(
      LoadedModule module, BoundPlan plan, Optional<Coverage.Doubt> why) {
    LaunchOrder order = new LaunchOrder(subject);
    Coverage coverage = new Coverage(full);
    for (int i = 0; i < plan.launches().size(); i++) {
      KernelLaunch launch = plan.launches().get(i);
      Optional<Supplier<GateResult>> refusal =
          why.isPresent() || order.needed(i) || order.mixes(i)
              ? complete(module, launch, costs.getOrDefault(i, 0.0), why)
              : sample(module, launch, i, order.written(i), coverage);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return judge(coverage).map(result -> () -> result);
  }

  private Optional<Supplier<GateResult>> complete(
      LoadedModule module, KernelLaunch launch, double cost, Optional<Coverage.Doubt> why) {
    long budget = settings.completeInstructions() * (why.isPresent() ? DOUBTED : 1);
    if (cost > CLEARLY_MORE * budget) {
      return Optional.of(tooMuch(launch, why));
    }
    LaunchOptions options =
        LaunchOptions.compute().withSeed(full.inputs().seed()).withStepBudget(budget);
    LaunchResult result = module.launch(launch, options);
    if (result instanceof LaunchResult.Faulted faulted) {
      return Optional.of(
          faulted.fault().kind() == DeviceFault.Kind.STEP_BUDGET
              ? tooMuch(launch, why)
              : () -> Faults.refusal(faulted.fault(), "at full size"));
    }
    facts.add("all " + launch.grid().count() + " blocks of " + launch.kernel() + " executed");
    return Optional.empty();
  }

  private Supplier<GateResult> tooMuch(KernelLaunch launch, Optional<Coverage.Doubt> why) {
    String reason = "all blocks of " + launch.kernel() + " are too much work at full size";
    return why.filter(found -> found.part() < CLEARLY_SHORT)
        .<Supplier<GateResult>>map(
            found ->
                () ->
                    GateResult.refused(
                        Verdict.SUSPICIOUS,
                        String.format(
                            Locale.ROOT,
                            "%s: all blocks together write %.0f %% of it, if they are alike; %s,"
                                + " so that is not certain",
                            found.text(),
                            100 * found.part(),
                            reason)))
        .orElse(() -> smaller(reason));
  }

  private Optional<Supplier<GateResult>> sample(
      LoadedModule module,
      KernelLaunch launch,
      int number,
      Set<String> written,
      Coverage coverage) {
    LaunchOptions options =
        LaunchOptions.compute()
            .withSeed(CaseSeeds.of(full.inputs().seed(), number))
            .withStepBudget(settings.completeInstructions());
    BlockSample sample =
        BlockSample.run(
            module,
            launch,
            settings.fullSizeInstructions(),
            options,
            () -> coverage.lastRan(written));
    if (sample.fault().isPresent()) {
      return Optional.of(() -> Faults.refusal(sample.fault().get(), "at full size"));
    }
    coverage.ran(written, sample);
    costs.put(number, sample.wholeCost());
    facts.add(
        sample.run() + " of " + sample.blocks() + " blocks of " + launch.kernel() + " sampled");
    return Optional.empty();
  }

  private Optional<GateResult> judge(Coverage coverage) {
    Optional<String> changed = full.tensors().changedInput(full.values());
    if (changed.isPresent()) {
      full.regenerate();
      return Optional.of(
          GateResult.refused(
              Verdict.CHEATED,
              "the candidate changed its input: " + changed.get() + " (at full size)"));
    }
    Map<TensorSpec, WrittenElements> written = new LinkedHashMap<>();
    subject.task().outputs().forEach(output -> written.put(output, full.written(output)));
    doubt =
        written.entrySet().stream()
            .map(output -> coverage.doubt(output.getKey(), output.getValue()))
            .flatMap(Optional::stream)
            .findFirst();
    long operations = settings.oracleOperations() / (doubt.isPresent() ? SHARE : 1);
    FullSizeComparison comparison = new FullSizeComparison(oracle, bounds, full, operations);
    for (Map.Entry<TensorSpec, WrittenElements> output : written.entrySet()) {
      Optional<GateResult> refusal =
          note(
              output.getKey(),
              coverage.complete(output.getKey())
                  ? comparison.whole(output.getKey(), output.getValue())
                  : comparison.sampled(output.getKey(), output.getValue()));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    if (doubt.isPresent()) {
      facts.add(doubt.get().text() + ": not clear that all are written, so all blocks run");
      return Optional.empty();
    }
    return Optional.of(GateResult.passed(facts));
  }

  private Optional<GateResult> note(TensorSpec output, FullSizeComparison.Found found) {
    found.error().ifPresent(error -> errors.put(full.inputs().key(output.name()), error));
    found.fact().ifPresent(facts::add);
    return found.refusal();
  }

  private GateResult smaller(String reason) {
    full.release();
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
        Math.max(settings.completeInstructions(), settings.checkStepBudget()),
        "not at full size: " + reason + "; instead every element");
  }
}
