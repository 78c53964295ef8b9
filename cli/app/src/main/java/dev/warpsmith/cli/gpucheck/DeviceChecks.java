package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.DeviceFault.Kind;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelArgument.Int;
import dev.warpsmith.kernels.device.KernelArgument.Pointer;
import dev.warpsmith.kernels.device.KernelArgument.Scalar;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.device.TimingRequest;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Runs the kernels of {@code gpu-check.cu} on a device: right ones, and one of each fault, after
 * which the device must work on.
 */
public final class DeviceChecks {
  private static final String KERNELS = "gpu-check.cu";
  private static final long FEW_STEPS = 100_000;
  private static final int BANDWIDTH_ELEMENTS = 1 << 25;

  private final Device device;
  private final ModuleImage image;
  private final Consumer<Finding> progress;
  private final List<Finding> findings = new ArrayList<>();

  private DeviceChecks(Device device, ModuleImage image, Consumer<Finding> progress) {
    this.device = device;
    this.image = image;
    this.progress = progress;
  }

  /** One check: returns what it saw, or throws what is wrong. */
  private interface Check {
    String run(LoadedModule module);
  }

  /** What is wrong with the device. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  /**
   * Runs every check, whatever the earlier ones found.
   *
   * @param progress hears each finding
   */
  public static List<Finding> run(
      Device device, NvccCompiler compiler, Consumer<Finding> progress) {
    return compiler
        .compile(Candidates.parse(KERNELS, source()), device.spec().arch())
        .match(
            compiled -> new DeviceChecks(device, compiled.image(), progress).all(),
            failed -> List.of(Finding.failed("compiles its kernels", failed.text())));
  }

  private List<Finding> all() {
    check("adds vectors", this::adds);
    check("passes scalars of every width", this::scales);
    check("gives each thread its place", this::places);
    check("shares memory in a block", module -> reverses(module, 1024));
    check("shares more than 48 KiB in a block", module -> reverses(module, 60 << 10));
    check("keeps variables until they are loaded again", this::counts);
    check("keeps what kernels print", this::prints);
    check("refuses a block of 2048 threads", this::tooManyThreads);
    check("finds a write past the end", module -> faults(module, "past_end", Kind.OUT_OF_BOUNDS));
    check("survives an illegal address", module -> faults(module, "wild", Kind.OUT_OF_BOUNDS));
    check("survives a misaligned address", module -> faults(module, "crooked", Kind.MISALIGNED));
    check("survives a trap", module -> faults(module, "trap", Kind.TRAP));
    check("ends a kernel that hangs", this::hangs);
    check("works on after all that", this::adds);
    if (device.timer().isPresent()) {
      check("measures a plausible bandwidth", this::bandwidth);
    }
    return List.copyOf(findings);
  }

  private void check(String what, Check check) {
    Finding finding;
    try (LoadedModule module = load()) {
      finding = Finding.passed(what, check.run(module));
    } catch (Wrong | DeviceException | IllegalArgumentException e) {
      finding = Finding.failed(what, String.valueOf(e.getMessage()));
    }
    findings.add(finding);
    progress.accept(finding);
  }

  private LoadedModule load() {
    return device
        .load(image)
        .match(
            LoadResult.Loaded::module,
            refused -> {
              throw new Wrong("not loaded: " + refused.message());
            });
  }

  private String adds(LoadedModule module) {
    int n = 100_003;
    float[] x = new float[n];
    float[] sums = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = i * 0.5f;
      sums[i] = x[i] + x[i];
    }
    try (DeviceBuffer in = floats(x);
        DeviceBuffer out = floats(new float[n])) {
      completes(module, launch("add", 400, 256, 0, at(in), at(in), at(out), new Int(n)));
      same(floats(out, n), sums);
    }
    return n + " sums";
  }

  private String scales(LoadedModule module) {
    try (DeviceBuffer x = floats(1, 2, 3)) {
      completes(
          module,
          launch(
              "scale",
              1,
              32,
              0,
              at(x),
              new Scalar(DType.F32, 0.5),
              new Scalar(DType.F64, 10),
              new Int(3)));
      same(floats(x, 3), new float[] {10.5f, 11, 11.5f});
    }
    return "f32, f64 and i64";
  }

  private String places(LoadedModule module) {
    Dim3 grid = new Dim3(3, 2, 2);
    Dim3 block = new Dim3(4, 3, 2);
    int[] expected = IntStream.range(0, 288).map(i -> i / 24 * 1000 + i % 24).toArray();
    try (DeviceBuffer out = device.allocate("out: i32[288]", 4, 4L * expected.length)) {
      completes(
          module,
          new KernelLaunch("place", grid, block, 0, List.of(at(out)), false, Optional.empty()));
      if (!Arrays.equals(ints(out, expected.length), expected)) {
        throw new Wrong("threads have other places: " + Arrays.toString(ints(out, 30)) + "…");
      }
    }
    return "3 x 2 x 2 blocks of 4 x 3 x 2 threads";
  }

  private String reverses(LoadedModule module, int sharedBytes) {
    float[] values = new float[256];
    float[] reversed = new float[256];
    for (int i = 0; i < 256; i++) {
      values[i] = i;
      reversed[i] = 255 - i;
    }
    try (DeviceBuffer x = floats(values)) {
      completes(module, launch("reverse", 1, 256, sharedBytes, at(x)));
      same(floats(x, 256), reversed);
    }
    return sharedBytes + " bytes";
  }

  private String counts(LoadedModule module) {
    try (DeviceBuffer out = floats(0);
        LoadedModule again = load()) {
      List<Integer> seen = new ArrayList<>();
      for (LoadedModule next : List.of(module, module, again, module)) {
        completes(next, launch("count", 1, 1, 0, at(out)));
        seen.add(ints(out, 1)[0]);
      }
      if (!seen.equals(List.of(101, 102, 101, 103))) {
        throw new Wrong("counted " + seen + ", [101, 102, 101, 103] expected");
      }
      return seen.toString();
    }
  }

  private String prints(LoadedModule module) {
    return module
        .launch(launch("say", 1, 1, 0, new Int(7)), LaunchOptions.compute())
        .match(
            completed -> {
              String text = completed.record().printed().text();
              if (!text.equals("thread 0 says 7\n")) {
                throw new Wrong("printed '" + text + "', 'thread 0 says 7' expected");
              }
              return text.strip();
            },
            faulted -> {
              throw new Wrong(faulted.fault().message());
            });
  }

  private String tooManyThreads(LoadedModule module) {
    try (DeviceBuffer out = floats(0)) {
      return fault(module, launch("count", 1, 2048, 0, at(out)), EnumSet.of(Kind.LAUNCH_LIMIT));
    }
  }

  private String faults(LoadedModule module, String kernel, Kind kind) {
    try (DeviceBuffer x = floats(new float[32])) {
      KernelLaunch launch =
          kernel.equals("past_end")
              ? launch(kernel, 1, 1, 0, at(x), new Int(32))
              : launch(kernel, 1, 1, 0, at(x));
      return fault(module, launch, EnumSet.of(kind));
    }
  }

  private String hangs(LoadedModule module) {
    try (DeviceBuffer flag = floats(0)) {
      return fault(
          module, launch("spin", 1, 1, 0, at(flag)), EnumSet.of(Kind.TIME_LIMIT, Kind.STEP_BUDGET));
    }
  }

  private String bandwidth(LoadedModule module) {
    LaunchTimer timer = device.timer().orElseThrow();
    int n = BANDWIDTH_ELEMENTS;
    try (DeviceBuffer x = device.allocate("x: f32[" + n + "]", 4, 4L * n);
        DeviceBuffer z = device.allocate("z: f32[" + n + "]", 4, 4L * n)) {
      x.fill((byte) 0);
      z.fill((byte) 0);
      KernelLaunch add = launch("add", n / 256, 256, 0, at(x), at(x), at(z), new Int(n));
      double micros =
          timer
              .time(module, List.of(add), new TimingRequest(true, 20, 1))
              .match(DeviceChecks::median, DeviceChecks::notTimed);
      double gbps = 2 * 4.0 * n / micros * 1e-3;
      String seen =
          String.format(
              Locale.ROOT,
              "%.0f GB/s of a peak of %.0f (%.1f us)",
              gbps,
              device.spec().dramGbps(),
              micros);
      if (gbps > device.spec().dramGbps()) {
        throw new Wrong(seen + ": faster than the hardware can be");
      }
      return seen;
    }
  }

  private static double median(LaunchTimes.Taken taken) {
    return taken.micros().stream()
        .sorted()
        .skip(taken.micros().size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static double notTimed(LaunchTimes.Faulted faulted) {
    throw new Wrong(faulted.fault().message());
  }

  private static void completes(LoadedModule module, KernelLaunch launch) {
    module
        .launch(launch, LaunchOptions.compute())
        .match(
            completed -> completed,
            faulted -> {
              throw new Wrong(faulted.fault().message());
            });
  }

  private static String fault(LoadedModule module, KernelLaunch launch, Set<Kind> expected) {
    LaunchResult result =
        module.launch(launch, LaunchOptions.sanitizing(1).withStepBudget(FEW_STEPS));
    DeviceFault fault =
        result.match(
            completed -> {
              throw new Wrong(launch.kernel() + " completed, " + expected + " expected");
            },
            LaunchResult.Faulted::fault);
    if (!expected.contains(fault.kind())) {
      throw new Wrong(fault.kind() + " instead of " + expected + ": " + fault.message());
    }
    return fault.message();
  }

  private static KernelLaunch launch(
      String kernel, int blocks, int threads, int sharedBytes, KernelArgument... arguments) {
    return new KernelLaunch(
        kernel,
        Dim3.of(blocks),
        Dim3.of(threads),
        sharedBytes,
        List.of(arguments),
        false,
        Optional.empty());
  }

  private static Pointer at(DeviceBuffer buffer) {
    return new Pointer(buffer);
  }

  private DeviceBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    DeviceBuffer buffer = device.allocate("x: f32[" + values.length + "]", 4, 4L * values.length);
    buffer.write(0, bytes);
    return buffer;
  }

  private static float[] floats(DeviceBuffer buffer, int count) {
    float[] values = new float[count];
    read(buffer, count).asFloatBuffer().get(values);
    return values;
  }

  private static int[] ints(DeviceBuffer buffer, int count) {
    int[] values = new int[count];
    read(buffer, count).asIntBuffer().get(values);
    return values;
  }

  private static ByteBuffer read(DeviceBuffer buffer, int count) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    buffer.read(0, bytes);
    return bytes.rewind().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void same(float[] actual, float[] expected) {
    int at = Arrays.mismatch(actual, expected);
    if (at >= 0) {
      throw new Wrong("[" + at + "] is " + actual[at] + ", " + expected[at] + " expected");
    }
  }

  private static String source() {
    try (InputStream in =
        Objects.requireNonNull(DeviceChecks.class.getResourceAsStream(KERNELS), KERNELS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
