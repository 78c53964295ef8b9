package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.profiler.timing.StoppingRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Puts candidates of one task through the gates on one device: they compile, their plan fits, they
 * touch only what they may, they compute what the task says, their result holds, also at full size;
 * then they are timed, and nobody is too good to be true. The first gate that fails ends it.
 *
 * <p>A candidate's fault is the answer; the environment's is an exception of {@link Device} or of
 * the compiler. Used by one thread at a time. Holds the task's tensors at full size until closed.
 */
public final class Evaluator implements AutoCloseable {
  private final Task task;
  private final Device device;
  private final Device sanitizer;
  private final CandidateCompiler compiler;
  private final EvaluationSettings settings;
  private final FullSizeMemory full;
  private final Oracle oracle;
  private final EmulatedTwin twin;
  private final Explainer explainer;
  private final Optional<HardwareSanitizer> onHardware;

  /** Makes an evaluator on a device that sanitizes itself. */
  public Evaluator(
      Task task, Device device, CandidateCompiler compiler, EvaluationSettings settings) {
    this(task, device, device, compiler, settings);
  }

  /** Makes an evaluator that does not say where measured times go. */
  public Evaluator(
      Task task,
      Device device,
      Device sanitizer,
      CandidateCompiler compiler,
      EvaluationSettings settings) {
    this(task, device, sanitizer, compiler, settings, Optional.empty());
  }

  /**
   * Makes an evaluator.
   *
   * @param sanitizer where candidates are sanitized, and profiled where no counters can be read: an
   *     emulated GPU for one of hardware
   * @param tools that watch a device of hardware; empty if nobody wants to know where its times go,
   *     nor what its best candidates do there
   */
  public Evaluator(
      Task task,
      Device device,
      Device sanitizer,
      CandidateCompiler compiler,
      EvaluationSettings settings,
      Optional<HardwareTools> tools) {
    this.task = task;
    this.device = device;
    this.sanitizer = sanitizer;
    this.compiler = compiler;
    this.settings = settings;
    this.full = new FullSizeMemory(device, task, settings);
    this.oracle = oracle(device);
    this.twin = new EmulatedTwin(sanitizer, compiler, task, settings);
    this.explainer = new Explainer(tools.map(HardwareTools::counters), twin);
    this.onHardware = tools.map(HardwareTools::sanitizer);
  }

  /**
   * Proves and times the task's naive kernels.
   *
   * @throws BaselineException if a gate refuses them: the task is wrong
   * @throws TaskSizeException if the task fits no memory
   */
  public Baseline baseline(EvaluationMemory memory, EvaluationObserver observer) {
    Candidate naive = NaiveKernels.of(task);
    Subject subject = new Subject(device, compiler, task, naive);
    Steps steps = Steps.ofNaive(CandidateHash.of(naive, task, device, settings), memory, observer);
    HonestRun honest = atCheckSizes(subject, steps);
    full.draw(0);
    HonestRun complete = honest(steps, Gate.FULL_SIZE, () -> fullSize(subject, honest));
    TimingResult timed =
        time(
            steps,
            subject,
            Optional.empty(),
            new ErrorBounds(task, complete.errors()),
            result -> result);
    require(timed.result());
    return new Baseline(
        "naive",
        naive,
        timed.timing().orElseThrow(),
        complete.trivialAnswers(),
        steps.evidence(),
        complete.errors());
  }

  /**
   * Proves the task's naive kernels at the check sizes, and nothing of the full size. With a memory
   * that remembers, {@link #baseline} repeats none of it.
   *
   * @throws BaselineException if a gate refuses them: the task is wrong
   * @throws TaskSizeException if the task fits no memory
   */
  public NaiveProof proveNaive(EvaluationMemory memory, EvaluationObserver observer) {
    Candidate naive = NaiveKernels.of(task);
    Steps steps = Steps.ofNaive(CandidateHash.of(naive, task, device, settings), memory, observer);
    HonestRun honest = atCheckSizes(new Subject(device, compiler, task, naive), steps);
    return new NaiveProof(steps.evidence(), honest.trivialAnswers());
  }

  /** Puts a candidate through the gates. */
  public Evaluation evaluate(
      Candidate candidate,
      Baseline baseline,
      EvaluationMemory memory,
      EvaluationObserver observer) {
    Trial trial = trial(candidate, memory, observer);
    return fits(trial).run(() -> proven(trial, baseline));
  }

  /**
   * A candidate on its way through the gates.
   *
   * @param salt what it cannot know beforehand
   */
  private record Trial(Subject subject, Steps steps, long salt) {}

  private Trial trial(Candidate candidate, EvaluationMemory memory, EvaluationObserver observer) {
    String hash = CandidateHash.of(candidate, task, device, settings);
    return new Trial(
        new Subject(device, compiler, task, candidate),
        new Steps(hash, memory, observer),
        Long.parseUnsignedLong(hash, 16));
  }

  private static GateSequence fits(Trial trial) {
    return new GateSequence(trial.steps())
        .then(Gate.COMPILES, () -> CompileGate.check(trial.subject()))
        .then(Gate.PLAN, () -> PlanGate.check(trial.subject()));
  }

  /**
   * Sanitizes a candidate on hardware once it has passed and is the best so far: too much to ask of
   * every candidate. Where there is no hardware or no tool for it, nothing changes but the
   * evidence.
   */
  public Evaluation confirm(
      Candidate candidate,
      Evaluation.Passed passed,
      EvaluationMemory memory,
      EvaluationObserver observer) {
    if (onHardware.isEmpty() || device.timer().isEmpty()) {
      return passed;
    }
    Steps steps = new Steps(CandidateHash.of(candidate, task, device, settings), memory, observer);
    Subject subject = new Subject(device, compiler, task, candidate);
    GateSequence gates =
        new GateSequence(steps)
            .then(Gate.SANITIZES_ON_GPU, () -> reserved(onHardware.get(), subject));
    List<Evidence> evidence = new ArrayList<>(passed.evidence());
    evidence.addAll(steps.evidence());
    return gates
        .refusal()
        .<Evaluation>map(
            refused -> new Evaluation.Failed(refused.verdict(), refused.message(), evidence))
        .orElseGet(() -> new Evaluation.Passed(passed.message(), evidence, passed.timing()));
  }

  private GateResult reserved(HardwareSanitizer hardware, Subject subject) {
    LaunchTimer.Reservation reservation = device.timer().orElseThrow().reserve();
    try {
      return hardware.check(subject, new CheckCases(task, settings.limitedTo(task), 0));
    } finally {
      reservation.close();
    }
  }

  /**
   * Puts a candidate through the gates that run at check sizes only, which takes no baseline and
   * little time. With a memory that remembers, {@link #baseline} and {@link #evaluate} repeat none
   * of it.
   *
   * @return what refuses it, or empty if all let it through
   * @throws BaselineException if a gate refuses the naive kernels
   */
  public Optional<Evaluation> screen(
      Candidate candidate, EvaluationMemory memory, EvaluationObserver observer) {
    Trial trial = trial(candidate, memory, observer);
    GateSequence fits = fits(trial);
    if (fits.refusal().isPresent()) {
      return fits.refusal();
    }
    Candidate naive = NaiveKernels.of(task);
    HonestRun honest =
        atCheckSizes(
            new Subject(device, compiler, task, naive),
            new Steps(
                CandidateHash.of(naive, task, device, settings),
                memory,
                EvaluationObserver.none()));
    ErrorBounds bounds = new ErrorBounds(task, honest.errors());
    return atCheckSizes(trial, bounds).refusal();
  }

  /**
   * Puts a candidate through the gates before it computes anything: it compiles, its plan fits, it
   * touches only what it may. That takes no baseline.
   *
   * @return what refuses it, or empty if all let it through
   */
  public Optional<Evaluation> sanitize(
      Candidate candidate, EvaluationMemory memory, EvaluationObserver observer) {
    Trial trial = trial(candidate, memory, observer);
    EvaluationSettings limited = settings.limitedTo(task);
    CheckCases cases = new CheckCases(task, limited, trial.salt());
    return fits(trial)
        .then(Gate.SANITIZES, () -> sanitizes(trial.subject(), cases, limited))
        .refusal();
  }

  /**
   * Asks what hardware does not show: whether a candidate's result holds whatever lanes of a warp
   * go first, and uses nothing that an earlier run left. That takes no baseline; where a kernel
   * adds atomically, results are held to the task's tolerance.
   *
   * @return what refuses it, or empty if nothing does
   */
  public Optional<Evaluation> hold(
      Candidate candidate, EvaluationMemory memory, EvaluationObserver observer) {
    Trial trial = trial(candidate, memory, observer);
    Subject subject = trial.subject();
    EvaluationSettings limited = settings.limitedTo(task);
    CheckCases cases = new CheckCases(task, limited, trial.salt());
    ErrorBounds bounds = new ErrorBounds(task, Map.of());
    return new GateSequence(trial.steps())
        .then(
            Gate.HOLDS,
            () -> new HoldGate(subject, subject, oracle, bounds, cases, limited).emulated())
        .refusal();
  }

  /** Proves the naive kernels at the check sizes. */
  private HonestRun atCheckSizes(Subject naive, Steps steps) {
    TaskSizes.require(task, device.spec());
    EvaluationSettings allowed = settings.allowing(task);
    CheckCases cases = new CheckCases(task, allowed, 0);
    require(steps.gate(Gate.COMPILES, () -> CompileGate.check(naive)));
    require(steps.gate(Gate.PLAN, () -> PlanGate.check(naive)));
    require(steps.gate(Gate.SANITIZES, () -> sanitizes(naive, cases, allowed)));
    HonestRun honest =
        honest(steps, Gate.COMPUTES, () -> new HonestGate(naive, oracle, cases, allowed).check());
    ErrorBounds bounds = new ErrorBounds(task, honest.errors());
    require(steps.gate(Gate.HOLDS, () -> holds(naive, bounds, cases, allowed)));
    return honest;
  }

  /** Proves a candidate at the check sizes. */
  private GateSequence atCheckSizes(Trial trial, ErrorBounds bounds) {
    Subject subject = trial.subject();
    EvaluationSettings limited = settings.limitedTo(task);
    CheckCases cases = new CheckCases(task, limited, trial.salt());
    return new GateSequence(trial.steps())
        .then(Gate.SANITIZES, () -> sanitizes(subject, cases, limited))
        .then(Gate.COMPUTES, () -> new ComputeGate(subject, oracle, bounds, cases, limited).check())
        .then(Gate.HOLDS, () -> holds(subject, bounds, cases, limited));
  }

  /**
   * Returns what says how long candidates of this task would take, without proving them. It shares
   * this evaluator's memory and is used by the same thread.
   */
  public CandidateModel model() {
    return new SampledModel(device, compiler, task, full, settings);
  }

  /**
   * Times a proven candidate in turn with other implementations of its task, on the same GPU and
   * the same full-size inputs.
   *
   * @param errors of honest arithmetic, see {@link Baseline#errors}; none bounds by the task's
   *     tolerance
   * @return one comparison for each; empty if this device does not measure
   */
  public List<OutsideComparison> beside(
      Candidate candidate, Map<String, HonestError> errors, OutsideRivals rivals) {
    Optional<LaunchTimer> timer = device.timer();
    if (timer.isEmpty()) {
      return List.of();
    }
    Subject subject = new Subject(device, compiler, task, candidate);
    Path folder = OutsideFolder.create();
    try {
      return new OutsideTimer(
              subject,
              oracle,
              new ErrorBounds(task, errors),
              full,
              settings,
              StoppingRule.standard())
          .compare(rivals, timer.get(), folder);
    } finally {
      OutsideFolder.delete(folder);
    }
  }

  /**
   * Times two proven candidates in turn, or one with itself, in a session of its own, each in a
   * process of its own where there is room for two.
   *
   * @return empty if this device does not measure
   */
  public Optional<PairedTiming> inTurn(Candidate before, Candidate now) {
    if (!device.measuresTime()) {
      return Optional.empty();
    }
    long salt = Long.parseUnsignedLong(CandidateHash.of(now, task, device, settings), 16);
    PairedTimer timer =
        new PairedTimer(
            device, () -> ReopenedDevice.of(device), full, settings, StoppingRule.standard());
    return Optional.of(
        timer.time(
            new Subject(device, compiler, task, before),
            new Subject(device, compiler, task, now),
            salt));
  }

  private Evaluation proven(Trial trial, Baseline baseline) {
    ErrorBounds bounds = new ErrorBounds(task, baseline.errors());
    full.draw(trial.salt());
    return atCheckSizes(trial, bounds)
        .then(
            Gate.FULL_SIZE,
            () -> new FullSizeGate(trial.subject(), oracle, bounds, full, settings).check())
        .run(() -> timed(trial, baseline));
  }

  private Evaluation timed(Trial trial, Baseline baseline) {
    Subject subject = trial.subject();
    Steps steps = trial.steps();
    ErrorBounds bounds = new ErrorBounds(task, baseline.errors());
    ComparableTiming comparable = comparable(baseline);
    Subject naive = new Subject(device, compiler, task, baseline.candidate());
    TimingResult timed =
        time(steps, subject, Optional.of(naive), bounds, result -> comparable.of(subject, result));
    if (timed.timing().isEmpty()) {
      return GateSequence.failed(timed.result(), steps);
    }
    CandidateTiming timing = timed.timing().get();
    List<Probe> probes = probes(subject, baseline, trial.salt());
    return new GateSequence(steps)
        .then(Gate.NOT_TOO_GOOD, () -> new FloorGate(task, device.spec(), timing, probes).check())
        .run(() -> new Evaluation.Passed(passedMessage(baseline), steps.evidence(), timing));
  }

  /** Returns the probes of a time that is too good, the cheap ones first. */
  private List<Probe> probes(Subject subject, Baseline baseline, long salt) {
    ErrorBounds bounds = new ErrorBounds(task, baseline.errors());
    return List.of(
        new Probe(
            "fresh values in fresh modules", () -> freshValues(subject, oracle, bounds, ~salt)),
        new Probe("ghost replay", () -> GhostReplay.probe(subject, cases(salt), settings)),
        new Probe("a fresh device", () -> freshDevice(subject, bounds, salt + 1)),
        new Probe("fresh values at full size", () -> freshFullSize(subject, bounds, salt)));
  }

  private CheckCases cases(long salt) {
    return new CheckCases(task, settings, salt);
  }

  private GateResult freshValues(Subject subject, Oracle reference, ErrorBounds bounds, long salt) {
    return new ComputeGate(subject, reference, bounds, cases(salt), settings).check();
  }

  private GateResult freshDevice(Subject subject, ErrorBounds bounds, long salt) {
    Optional<Device> fresh = ReopenedDevice.of(device);
    if (fresh.isEmpty()) {
      return GateResult.passed("no second " + device.id());
    }
    try (Device other = fresh.get();
        Oracle reference = oracle(other)) {
      Subject again = new Subject(other, compiler, task, subject.candidate());
      return freshValues(again, reference, bounds, salt);
    }
  }

  private GateResult freshFullSize(Subject subject, ErrorBounds bounds, long salt) {
    full.close();
    try (FullSizeMemory fresh = new FullSizeMemory(device, task, settings.reseeded(salt));
        Oracle reference = oracle(device)) {
      return new FullSizeGate(subject, reference, bounds, fresh, settings).check();
    }
  }

  private Oracle oracle(Device on) {
    return task.reference()
        .match(
            graph -> new GraphOracle(task, graph.graph()),
            kernels ->
                new KernelOracle(new Subject(on, compiler, task, kernels.candidate()), settings));
  }

  private static String passedMessage(Baseline baseline) {
    return baseline.degenerate()
        ? "every gate passed, but so do trivial answers ("
            + String.join(", ", baseline.trivialAnswers())
            + "): the task is degenerate"
        : "every gate passed";
  }

  private HonestRun fullSize(Subject subject, HonestRun honest) {
    FullSizeGate gate =
        new FullSizeGate(subject, oracle, new ErrorBounds(task, honest.errors()), full, settings);
    GateResult result = gate.check();
    return honest.with(result, gate.errors());
  }

  private ComparableTiming comparable(Baseline baseline) {
    return new ComparableTiming(
        new Subject(device, compiler, task, baseline.candidate()),
        baseline.timing(),
        full.inputs().seed(),
        settings);
  }

  /** Sanitizes a candidate where that can be done; what runs on hardware has red zones as well. */
  private GateResult sanitizes(Subject subject, CheckCases cases, EvaluationSettings limited) {
    if (sanitizer == device) {
      return SanitizeGate.check(subject, cases, limited);
    }
    return SanitizeGate.elsewhere(emulated(subject), cases, limited);
  }

  private GateResult holds(
      Subject subject, ErrorBounds bounds, CheckCases cases, EvaluationSettings limited) {
    return new HoldGate(subject, emulated(subject), oracle, bounds, cases, limited).check();
  }

  private Subject emulated(Subject subject) {
    return sanitizer == device
        ? subject
        : new Subject(sanitizer, compiler, task, subject.candidate());
  }

  private TimingResult time(
      Steps steps,
      Subject subject,
      Optional<Subject> rival,
      ErrorBounds bounds,
      UnaryOperator<TimingResult> comparable) {
    return steps.step(
        Gate.TIMES,
        () ->
            comparable.apply(
                new TimesGate(subject, oracle, bounds, full, settings, explainer).time(rival)),
        TimingResult::result,
        TimingResult::toJson,
        TimingResult::ofJson);
  }

  private HonestRun honest(Steps steps, Gate gate, Supplier<HonestRun> work) {
    HonestRun run = steps.step(gate, work, HonestRun::result, HonestRun::toJson, HonestRun::ofJson);
    require(run.result());
    return run;
  }

  private void require(GateResult result) {
    if (result.failure().isPresent()) {
      throw new BaselineException(task.name(), result.failure().get(), result.message());
    }
  }

  @Override
  public void close() {
    full.close();
    twin.close();
    oracle.close();
  }
}
