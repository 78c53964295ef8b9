package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.evaluation.ForeignModule.Built;
import dev.warpsmith.kernelbench.evaluation.ForeignModule.Reply;
import dev.warpsmith.kernelbench.evaluation.ForeignModule.Returned;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.Sampler;
import dev.warpsmith.profiler.timing.StoppingRule;
import dev.warpsmith.profiler.timing.TimedArms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Times a foreign module on a GPU in turn with PyTorch, looks at what the timed calls computed, and
 * bounds what the module's process says by this process's clock.
 */
final class ForeignTimer {
  private static final String INSTRUMENT = "PyTorch's CUDA events, cold cache";
  private static final int FEW = 10;
  private static final int MANY = 40;

  /** What the two clocks may differ by: a launch is in one and not in the other. */
  private static final double CLOCKS_FACTOR = 1.5;

  private static final double CLOCKS_MICROS = 30;

  private final Task task;
  private final ForeignModule module;
  private final ForeignRun run;
  private final ForeignCheck.Hardware on;
  private final Path folder;
  private final List<OutsideComparison> times;
  private final List<String> facts = new ArrayList<>();
  private final List<Double> samples = new ArrayList<>();

  ForeignTimer(
      Task task,
      ForeignModule module,
      ForeignRun run,
      ForeignCheck.Hardware on,
      Path folder,
      List<OutsideComparison> times) {
    this.task = task;
    this.module = module;
    this.run = run;
    this.on = on;
    this.folder = folder;
    this.times = times;
  }

  /** Times it with the weights that it drew, while nobody else uses the GPU. */
  GateResult time(Built built, CheckCases cases) {
    ForeignTrial first = ForeignTrial.of(cases.plain(task.dims(), 30), false);
    ForeignTrial second = ForeignTrial.of(cases.plain(task.dims(), 31), false);
    Map<String, Path> one = run.inputs("first", built, first);
    Map<String, Path> other = run.inputs("in", built, second);
    List<OutsideRivals.Arm> arms = begun(built, other);
    LaunchTimer.Reservation reservation = on.timer().reserve();
    try (reservation) {
      return module
          .prepare(List.of(one, other), false, on.gpu().l2Bytes())
          .match(
              warmed -> {
                facts.add(warmed.toString());
                arms.forEach(this::beside);
                facts.addAll(reservation.clocks());
                return judged(built, List.of(first, second), warmed.hostMicros());
              },
              fault -> GateResult.refused(fault.verdict(), fault.message()));
    }
  }

  /** Loads the others, and runs each once: that compiles, and others may use the GPU meanwhile. */
  private List<OutsideRivals.Arm> begun(Built built, Map<String, Path> inputs) {
    Map<String, Path> all = new LinkedHashMap<>(inputs);
    for (TaskInput input : task.inputs()) {
      ElementSource weight = built.weights().get(input.tensor().name());
      if (weight != null) {
        Path file = folder.resolve("weight-" + input.tensor().name());
        CaseFiles.write(file, input, weight, task.dims());
        all.put(input.tensor().name(), file);
      }
    }
    List<OutsideRivals.Arm> begun = new ArrayList<>();
    for (OutsideRivals.Arm arm : on.rivals().load(task, all, on.gpu().l2Bytes())) {
      try {
        arm.begin();
        begun.add(arm);
      } catch (OutsideException e) {
        absent(arm, e);
      }
    }
    return begun;
  }

  private void beside(OutsideRivals.Arm arm) {
    try {
      List<String> known = new ArrayList<>(arm.warm());
      times.add(inTurn(arm, known));
    } catch (OutsideException e) {
      absent(arm, e);
    }
  }

  private void absent(OutsideRivals.Arm arm, OutsideException why) {
    times.add(
        OutsideComparison.absent(
            arm.name(), on.rivals().version(), String.valueOf(why.getMessage())));
  }

  private OutsideComparison inTurn(OutsideRivals.Arm arm, List<String> known) {
    Sampler own =
        count ->
            module
                .sample(count)
                .match(LaunchTimes.Taken::new, fault -> new LaunchTimes.Faulted(device(fault)));
    TimedArms arms =
        TimedArms.interleaved(
            own, count -> new LaunchTimes.Taken(arm.sample(count)), StoppingRule.standard());
    arms.fault()
        .ifPresent(
            fault -> {
              throw new OutsideException(
                  "the module failed while it was timed: " + fault.message());
            });
    samples.addAll(arms.firstSamples());
    return new OutsideComparison(
        arm.name(),
        on.rivals().version(),
        Optional.of(
            new OutsideComparison.Times(
                measured(arms.firstSamples()),
                measured(arms.secondSamples()),
                arms.noise(INSTRUMENT))),
        known);
  }

  private static Measurement measured(List<Double> micros) {
    return new Measurement(Clock.CUDA_EVENT, INSTRUMENT, micros);
  }

  private static DeviceFault device(Reply.Fault<List<Double>> fault) {
    return new DeviceFault(DeviceFault.Kind.TRAP, "forward", Optional.empty(), fault.message());
  }

  /** Looks at the timed calls' outputs, the two clocks, the kernels and the hard floor. */
  private GateResult judged(Built built, List<ForeignTrial> trials, double hostMicros) {
    if (samples.isEmpty()) {
      facts.add("not timed: " + times.stream().map(one -> one.facts().toString()).toList());
      return GateResult.passed(facts);
    }
    double micros = measured(samples).median();
    return kept(built, trials)
        .or(() -> clocks(micros, hostMicros))
        .or(() -> floor(micros))
        .orElseGet(
            () -> {
              module
                  .profile()
                  .match(
                      kernels -> facts.addAll(new ForeignKernels(on.ownKernels()).facts(kernels)),
                      fault -> facts.add("its kernels are not known: " + fault.message()));
              return GateResult.passed(facts);
            });
  }

  private Optional<GateResult> kept(Built built, List<ForeignTrial> trials) {
    List<Map<String, Path>> files = List.of(run.outputs("kept0"), run.outputs("kept1"));
    return module
        .kept(files)
        .match(
            returned -> kept(built, trials, returned, files),
            fault -> Optional.of(GateResult.refused(fault.verdict(), fault.message())));
  }

  private Optional<GateResult> kept(
      Built built,
      List<ForeignTrial> trials,
      List<Returned> returned,
      List<Map<String, Path>> files) {
    for (int i = 0; i < trials.size(); i++) {
      Optional<GateResult> wrong = run.judged(built, trials.get(i), returned.get(i), files.get(i));
      if (wrong.isPresent()) {
        String message = "a timed call was wrong: " + wrong.get().message();
        return Optional.of(GateResult.refused(Verdict.CHEATED, message, List.of(message)));
      }
    }
    facts.add("what the last timed calls computed is right");
    return Optional.empty();
  }

  /** Work on another stream, or a patched clock: events say less than the time that passes. */
  private Optional<GateResult> clocks(double micros, double hostMicros) {
    return module
        .rounds(FEW)
        .match(
            few ->
                module
                    .rounds(MANY)
                    .match(
                        many -> clocks(micros, hostMicros, (many - few) / (MANY - FEW)),
                        ForeignTimer::refused),
            ForeignTimer::refused);
  }

  private static Optional<GateResult> refused(Reply.Fault<Double> fault) {
    return Optional.of(GateResult.refused(fault.verdict(), fault.message()));
  }

  private Optional<GateResult> clocks(double micros, double hostMicros, double each) {
    String text =
        String.format(
            Locale.ROOT,
            "two clocks: events say %.1f us a call (cold), this process's clock %.1f us (warm)",
            micros,
            each);
    facts.add(text);
    double most = CLOCKS_FACTOR * Math.max(micros, hostMicros) + CLOCKS_MICROS;
    return each <= most
        ? Optional.empty()
        : Optional.of(
            GateResult.refused(
                Verdict.SUSPICIOUS, text + ": something computes that events do not see"));
  }

  private Optional<GateResult> floor(double micros) {
    double floor = new HardFloor(task, on.gpu()).micros();
    String text = String.format(Locale.ROOT, "%.2f us, hard floor %.2f us", micros, floor);
    facts.add(text);
    return micros >= FloorGate.SLACK * floor
        ? Optional.empty()
        : Optional.of(
            GateResult.refused(
                Verdict.SUSPICIOUS,
                "faster than the hardware can move the task's bytes or do its arithmetic ("
                    + text
                    + "); its outputs are right, so a person must look"));
  }
}
