package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Times a candidate in turn with implementations in another process, on the same GPU, the same
 * full-size inputs and with the same protocol, and looks at what those compute.
 */
final class OutsideTimer {
  private static final int CHUNK_BYTES = 4 << 20;
  private static final int RUN = 32;

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
    CaseInputs values = full.values();
    for (TaskInput input : subject.task().inputs()) {
      Path file = folder.resolve("in-" + input.tensor().name());
      write(file, input, values, input.tensor().elements(full.inputs().size()));
      files.put(input.tensor().name(), file);
    }
    return files;
  }

  private static void write(Path file, TaskInput input, CaseInputs values, long elements) {
    int bytes = input.tensor().dtype().bytes();
    int chunk = CHUNK_BYTES / bytes;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      IntStream.range(0, Math.toIntExact((elements + chunk - 1) / chunk))
          .parallel()
          .forEach(
              i -> {
                long first = (long) i * chunk;
                int count = (int) Math.min(chunk, elements - first);
                ByteBuffer buffer = buffer(count * bytes);
                values.fill(input, first, buffer);
                write(channel, buffer.rewind(), first * bytes);
              });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer buffer, long at) {
    try {
      for (long to = at; buffer.hasRemaining(); ) {
        to += channel.write(buffer, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
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
    try (FileChannel channel = FileChannel.open(file)) {
      for (int i = 0; i < indices.length; i++) {
        comparison.add(
            indices[i], expected[i], element(channel, output.dtype(), indices[i]), false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return comparison
        .problem(bounds.normalised(full.inputs(), output))
        .map(problem -> "its results are not those of the reference: " + problem)
        .orElseGet(
            () -> comparison.compared() + " of its elements of " + output.name() + " are right");
  }

  private static double element(FileChannel channel, DType dtype, long index) throws IOException {
    ByteBuffer bytes = buffer(dtype.bytes());
    channel.read(bytes, index * dtype.bytes());
    return Elements.get(dtype, bytes.rewind(), 0);
  }

  /**
   * Returns ascending runs of elements, as many as a number of the reference's operations allows.
   */
  private long[] sample(TensorSpec output) {
    long elements = output.elements(full.inputs().size());
    double cost = oracle.operationsPerElement(full.inputs().size(), output.name());
    long limit = (long) Math.max(1, SHARE * settings.oracleOperations() / cost);
    if (limit >= elements) {
      return LongStream.range(0, elements).toArray();
    }
    long runs = Math.max(1, limit / RUN);
    long stride = elements / runs;
    long length = Math.min(Math.min(RUN, limit), stride);
    long[] indices = new long[Math.toIntExact(runs * length)];
    int count = 0;
    for (long run = 0; run < runs; run++) {
      long first =
          run * stride
              + Math.floorMod(CaseSeeds.of(full.inputs().seed(), run), stride - length + 1);
      for (long i = 0; i < length; i++) {
        indices[count++] = first + i;
      }
    }
    return indices;
  }
}
