package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.evaluation.ForeignModule.Built;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.SecondOracle;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.LaunchTimer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Proves a foreign module: it is built and called in its own process, and everything that decides
 * is kept in this one: seeds, inputs until they are needed, the reference, and the clock.
 *
 * <p>The task's full size decides, where it fits: on the CPU only small ones do. A module may be
 * made for that size only, so what it does at the check sizes is said, and refuses it only where
 * nothing else is known.
 */
public final class ForeignCheck implements AutoCloseable {
  /** Bytes of a task's tensors that are computed with on the CPU. */
  private static final long MOST_BYTES_ON_CPU = 64L << 20;

  private static final int SEEDS = 3;

  private final Task task;
  private final EvaluationSettings settings;
  private final ForeignModule module;
  private final Optional<Hardware> hardware;
  private final CheckCases cases;
  private final ForeignHonesty honesty;
  private final ForeignRun run;
  private final Path folder = OutsideFolder.create();
  private final List<OutsideComparison> times = new ArrayList<>();

  /**
   * Where times are measured.
   *
   * @param timer of the GPU: it keeps others off meanwhile
   * @param rivals what the module is timed in turn with, on the same GPU
   * @param ownKernels names of the kernels in the module's text
   */
  public record Hardware(
      GpuSpec gpu, LaunchTimer timer, OutsideRivals rivals, Set<String> ownKernels) {
    public Hardware {
      ownKernels = Set.copyOf(ownKernels);
    }
  }

  /**
   * @param own the task's own module in its own types
   * @throws IllegalArgumentException if the task has no graph
   */
  public ForeignCheck(
      Task task,
      EvaluationSettings settings,
      ForeignModule module,
      SecondOracle own,
      Optional<Hardware> hardware) {
    OpGraph graph =
        task.graph().orElseThrow(() -> new IllegalArgumentException(task.name() + " has no graph"));
    this.task = task;
    this.settings = settings;
    this.module = module;
    this.hardware = hardware;
    this.cases = new CheckCases(task, settings, 0);
    this.honesty = new ForeignHonesty(task, own, new GraphOracle(task, graph));
    this.run = new ForeignRun(task, graph, module, honesty, settings, folder);
  }

  /** Asks every gate, until one refuses. */
  public ForeignEvaluation check(EvaluationObserver observer) {
    Steps steps = new Steps("foreign", EvaluationMemory.none(), observer);
    GateSequence gates =
        new GateSequence(steps)
            .then(Gate.COMPILES, this::builds)
            .then(Gate.COMPUTES, this::computes)
            .then(Gate.HOLDS, this::holds);
    hardware.ifPresent(on -> gates.then(Gate.TIMES, () -> timed(on)));
    return gates
        .refusal()
        .map(
            refused ->
                new ForeignEvaluation(
                    refused.verdict(), refused.message(), refused.evidence(), times))
        .orElseGet(
            () ->
                new ForeignEvaluation(
                    Verdict.PASSED,
                    "right in all " + run.tally().calls() + " calls, " + where(),
                    steps.evidence(),
                    times));
  }

  private String where() {
    return (decidesAtFullSize() ? "at full size " : "at check sizes only, such as ") + decisive();
  }

  private boolean decidesAtFullSize() {
    return hardware.isPresent() || task.inputBytes() + task.outputBytes() <= MOST_BYTES_ON_CPU;
  }

  /** Returns the size that decides. */
  public Bindings decisive() {
    return decidesAtFullSize() ? task.dims() : cases.largest();
  }

  private GateResult builds() {
    return built(decisive(), 0)
        .match(
            built ->
                GateResult.passed(
                    String.format(
                        Locale.ROOT,
                        "imported and built in %.1f s, in a process of its own (%s)",
                        built.seconds(),
                        module.version())),
            fault -> GateResult.refused(fault.verdict(), fault.message()));
  }

  private ForeignModule.Reply<Built> built(Bindings size, int number) {
    long seed = CaseSeeds.of(settings.seed(), size.hashCode(), number) & Integer.MAX_VALUE;
    return module.build(size, seed);
  }

  /** What is asked of a module that was built for a size. */
  private interface Ask {
    Optional<GateResult> of(Built built);
  }

  private Optional<GateResult> with(Bindings size, int number, Ask ask) {
    return built(size, number)
        .match(ask::of, fault -> Optional.of(GateResult.refused(fault.verdict(), fault.message())));
  }

  private GateResult computes() {
    List<String> facts = new ArrayList<>();
    Optional<GateResult> refused = asDrawn(facts);
    if (refused.isEmpty()) {
      refused = elsewhere(facts);
    }
    if (refused.isPresent()) {
      return refused.get();
    }
    facts.add(0, run.tally().exactness());
    honesty
        .trivialAnswers()
        .forEach(
            answer -> facts.add("degenerate task: the answer '" + answer + "' passes as drawn"));
    facts.addAll(run.tally().remarks());
    return GateResult.passed(facts);
  }

  /** With the weights that it draws itself, and with others. */
  private Optional<GateResult> asDrawn(List<String> facts) {
    for (int number = 0; number < SEEDS; number++) {
      int seed = number;
      Optional<GateResult> refused = with(decisive(), number, built -> asDrawn(built, seed, facts));
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  private Optional<GateResult> asDrawn(Built built, int number, List<String> facts) {
    if (number == 0) {
      facts.addAll(weights(built));
    }
    ForeignTrial drawn = ForeignTrial.of(cases.plain(decisive(), 2 * number), false);
    run.admits(built, drawn);
    return run.problem(built, drawn)
        .or(
            () -> {
              ForeignTrial other = other(built, number);
              run.admits(built, other);
              return run.problem(built, other);
            });
  }

  private ForeignTrial other(Built built, int number) {
    return ForeignTrial.of(cases.plain(decisive(), 2 * number + 1), built.loadable());
  }

  private static List<String> weights(Built built) {
    if (built.weights().isEmpty()) {
      return List.of();
    }
    return List.of(
        (built.alike()
                ? "weights: the same as Model's from the same seed"
                : "weights: not drawn as Model's; KernelBench compares them as if they were")
            + (built.loadable()
                ? ", and right with others loaded"
                : ", and no others can be loaded: their names and shapes differ"));
  }

  /** Under stresses, and at the sizes that do not decide. */
  private Optional<GateResult> elsewhere(List<String> facts) {
    List<Bindings> sizes = new ArrayList<>(cases.sizes());
    sizes.remove(decisive());
    InputCase plain = cases.plain(decisive(), 0);
    Optional<Bindings> stressed =
        ForeignJudge.whole(task, plain) ? Optional.of(decisive()) : Optional.empty();
    for (Bindings size : sizes) {
      Optional<GateResult> refused = with(size, 0, built -> asDrawnAt(built, size));
      if (refused.isPresent() && !decidesAtFullSize()) {
        return refused;
      }
      facts.add(
          refused
              .map(why -> "made for the full size: at " + size + " " + why.message())
              .orElse("right at " + size + ", too"));
      stressed = stressed.or(() -> refused.isEmpty() ? Optional.of(size) : Optional.empty());
    }
    if (stressed.isEmpty()) {
      facts.add("stresses were not tried: there is no small size at which it runs");
      return Optional.empty();
    }
    Bindings size = stressed.get();
    return with(size, 0, built -> stressed(built, size, facts));
  }

  private Optional<GateResult> asDrawnAt(Built built, Bindings size) {
    ForeignTrial trial = ForeignTrial.of(cases.plain(size, 0), built.loadable());
    run.admits(built, trial);
    return run.problem(built, trial);
  }

  private Optional<GateResult> stressed(Built built, Bindings size, List<String> facts) {
    List<String> tried = new ArrayList<>();
    for (InputCase inputs : cases.at(size)) {
      ForeignTrial trial = ForeignTrial.of(inputs, built.loadable());
      if (inputs.stress() != Stress.PLAIN && run.admits(built, trial)) {
        tried.add(inputs.stress().toString());
        Optional<GateResult> refused = run.problem(built, trial);
        if (refused.isPresent()) {
          return refused;
        }
      }
    }
    facts.add("right with " + String.join(", ", tried));
    return Optional.empty();
  }

  /** The same inputs again, elsewhere in memory; other inputs where the last ones were. */
  private GateResult holds() {
    Optional<GateResult> refused = with(decisive(), 0, this::holds);
    return refused.orElseGet(
        () ->
            GateResult.passed(
                "the same inputs at other addresses give "
                    + (run.tally().repeats() ? "the same bytes" : "the same within tolerance")
                    + "; changed in place, their own result; inputs stay as they are"));
  }

  private Optional<GateResult> holds(Built built) {
    InputCase first = cases.plain(decisive(), 20);
    InputCase second = new InputCase(first.size(), first.seed(), Stress.PERTURBED);
    InputCase third = cases.plain(decisive(), 21);
    List<ForeignTrial> trials =
        List.of(
            ForeignTrial.of(first, false),
            ForeignTrial.of(first, false),
            new ForeignTrial(second, false, true),
            new ForeignTrial(third, false, true),
            new ForeignTrial(first, false, true));
    for (ForeignTrial trial : trials) {
      run.admits(built, trial);
      Optional<GateResult> refused = run.problem(built, trial);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  private GateResult timed(Hardware on) {
    return built(task.dims(), 0)
        .match(
            built -> new ForeignTimer(task, module, run, on, folder, times).time(built, cases),
            fault -> GateResult.refused(fault.verdict(), fault.message()));
  }

  /** Deletes the tensors' files. */
  @Override
  public void close() {
    OutsideFolder.delete(folder);
  }
}
