package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.StoppingRule;
import dev.warpsmith.profiler.timing.TimedArms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Times a candidate in turn with implementations in another process, on the same GPU, the same
 * full-size inputs and with the same protocol, and looks at what those compute.
 */
final class OutsideTimer {
  private final Subject subject;
  private final Oracle oracle;
  private final ErrorBounds bounds;
  private final FullSizeMemory full;
  private final EvaluationSettings settings;
  private final StoppingRule rule;

  OutsideTimer(
      Subject subject,
      Oracle oracle,
      ErrorBounds bounds,
      FullSizeMemory full,
      EvaluationSettings settings,
      StoppingRule rule) {
    this.subject = subject;
    this.oracle = oracle;
    this.bounds = bounds;
    this.full = full;
    this.settings = settings;
    this.rule = rule;
  }

  /**
   * Compares the candidate with each implementation.
   *
   * @param folder for inputs and outputs, of the size of the task's tensors
   */
  List<OutsideComparison> compare(OutsideRivals rivals, LaunchTimer timer, Path folder) {
    Device device = subject.device();
    List<OutsideRivals.Arm> arms =
        rivals.load(subject.task(), inputs(folder), device.spec().l2Bytes());
    Optional<String> elsewhere = elsewhere(rivals, device);
    OutsideResults results =
        new OutsideResults(subject.task(), oracle, bounds, full, settings, folder);
    List<OutsideComparison> found = new ArrayList<>();
    if (elsewhere.isEmpty()) {
      full.tensors(); // before others are kept off the GPU
    }
    for (OutsideRivals.Arm arm : arms) {
      try {
        arm.begin();
        found.add(
            elsewhere.isPresent()
                ? notTimed(rivals, arm, results, elsewhere.get())
                : timed(rivals, arm, results, timer));
      } catch (OutsideException e) {
        found.add(
            OutsideComparison.absent(arm.name(), rivals.version(), String.valueOf(e.getMessage())));
      }
    }
    return found;
  }

  private static OutsideComparison notTimed(
      OutsideRivals rivals, OutsideRivals.Arm arm, OutsideResults results, String why) {
    List<String> facts = new ArrayList<>(arm.warm());
    facts.addAll(results.of(arm));
    facts.add(why);
    return new OutsideComparison(arm.name(), rivals.version(), Optional.empty(), facts);
  }

  private OutsideComparison timed(
      OutsideRivals rivals, OutsideRivals.Arm arm, OutsideResults results, LaunchTimer timer) {
    LaunchTimer.Reservation reservation = timer.reserve();
    try (TimedPlan own = new TimedPlan(subject, timer, full)) {
      List<String> facts = new ArrayList<>(arm.warm());
      facts.addAll(results.of(arm));
      OutsideComparison.Times times = inTurn(arm, own, timer);
      facts.addAll(results.ofCandidate());
      facts.addAll(reservation.clocks());
      return new OutsideComparison(arm.name(), rivals.version(), Optional.of(times), facts);
    } finally {
      reservation.close();
    }
  }

  /** Says why times of the two processes cannot be compared, if that is so. */
  private static Optional<String> elsewhere(OutsideRivals rivals, Device device) {
    String gpu = device.spec().description();
    return rivals.gpu().equals(gpu)
        ? Optional.empty()
        : Optional.of(
            "it runs on "
                + (rivals.gpu().isEmpty() ? "the CPU" : rivals.gpu())
                + ", the candidate on "
                + gpu);
  }

  private OutsideComparison.Times inTurn(OutsideRivals.Arm arm, TimedPlan own, LaunchTimer timer) {
    refuse(own.warmUp());
    TimedArms arms =
        TimedArms.interleaved(
            own.cold(), samples -> new LaunchTimes.Taken(arm.sample(samples)), rule);
    refuse(arms.fault());
    return new OutsideComparison.Times(
        measured(timer, arms.firstSamples()),
        measured(timer, arms.secondSamples()),
        arms.noise(timer.instrument()));
  }

  private static Measurement measured(LaunchTimer timer, List<Double> micros) {
    return new Measurement(Clock.CUDA_EVENT, timer.instrument(), micros);
  }

  private static void refuse(Optional<DeviceFault> fault) {
    fault.ifPresent(
        any -> {
          throw new OutsideException("the candidate failed while it was timed: " + any.message());
        });
  }

  /** Writes the inputs that candidates are timed with. */
  private Map<String, Path> inputs(Path folder) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (TaskInput input : subject.task().inputs()) {
      Path file = folder.resolve("in-" + input.tensor().name());
      CaseFiles.write(file, input, full.values(), full.inputs().size());
      files.put(input.tensor().name(), file);
    }
    return files;
  }
}
