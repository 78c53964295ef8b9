package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.NoiseFloor;
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
  /** Part of the reference's work at full size that is spent on what others compute. */
  private static final double SHARE = 0.1;

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
    List<OutsideComparison> found = new ArrayList<>();
    for (OutsideRivals.Arm arm : arms) {
      try {
        List<String> facts = new ArrayList<>(arm.warm());
        facts.addAll(computed(arm, folder));
        elsewhere.ifPresent(facts::add);
        Optional<OutsideComparison.Times> times =
            elsewhere.isPresent() ? Optional.empty() : Optional.of(inTurn(arm, timer, facts));
        found.add(new OutsideComparison(arm.name(), rivals.version(), times, facts));
      } catch (OutsideException e) {
        found.add(
            OutsideComparison.absent(arm.name(), rivals.version(), String.valueOf(e.getMessage())));
      }
    }
    return found;
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

  private OutsideComparison.Times inTurn(
      OutsideRivals.Arm arm, LaunchTimer timer, List<String> facts) {
    LaunchTimer.Reservation reservation = timer.reserve();
    try (TimedPlan own = new TimedPlan(subject, timer, full)) {
      refuse(own.warmUp());
      TimedArms arms =
          TimedArms.interleaved(
              own.cold(), samples -> new LaunchTimes.Taken(arm.sample(samples)), rule);
      refuse(arms.fault());
      facts.addAll(reservation.clocks());
      NoiseFloor noise = arms.noise(timer.instrument());
      return new OutsideComparison.Times(
          measured(timer, arms.firstSamples()), measured(timer, arms.secondSamples()), noise);
    } finally {
      reservation.close();
    }
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

  /** Compares elements of what an implementation computes with the reference. */
  private List<String> computed(OutsideRivals.Arm arm, Path folder) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (TensorSpec output : subject.task().outputs()) {
      files.put(output.name(), folder.resolve("out-" + output.name()));
    }
    arm.write(files);
    if (!oracle.prepareElements(full)) {
      return List.of("its results were not looked at: the reference takes too long");
    }
    List<String> facts = new ArrayList<>();
    for (TensorSpec output : subject.task().outputs()) {
      facts.add(computed(output, files));
    }
    return facts;
  }

  private String computed(TensorSpec output, Map<String, Path> files) {
    long[] indices = sample(output);
    double[] expected = oracle.elements(full.inputs(), output.name(), indices);
    Comparison comparison =
        new Comparison(
            output.name(),
            output.dtype(),
            output.shape(full.inputs().size()),
            bounds.tolerance(full.inputs(), output),
            oracle.ties(full.inputs(), output));
    Path file = files.getOrDefault(output.name(), Path.of(output.name()));
    CaseFiles.compare(file, output.dtype(), indices, expected, comparison);
    return comparison
        .problem(bounds.normalised(full.inputs(), output))
        .map(problem -> "its results are not those of the reference: " + problem)
        .orElseGet(
            () -> comparison.compared() + " of its elements of " + output.name() + " are right");
  }

  /** Returns as many elements as a number of the reference's operations allows. */
  private long[] sample(TensorSpec output) {
    double cost = oracle.operationsPerElement(full.inputs().size(), output.name());
    long limit = (long) Math.max(1, SHARE * settings.oracleOperations() / cost);
    return SampledElements.of(output.elements(full.inputs().size()), limit, full.inputs().seed());
  }
}
