package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever text is loaded and launched, the answer is typed: refused, completed or faulted.
 *
 * <p>{@code -Dwarpsmith.fuzz.seconds=3600} goes on for so many seconds, from a seed of its own;
 * each text that broke something is left in {@code target/fuzz} and belongs into the resources
 * {@code fuzz}.
 */
class PtxFuzzTest {
  private static final int MUTANTS = 400;
  private static final long STEPS = 20_000;

  private static final List<String> CORPUS =
      List.of("kernels.sm_75.ptx", "kernels.sm_90.ptx", "kernels.sm_100.ptx", "races.sm_90.ptx");

  @Test
  @Timeout(value = 8, unit = java.util.concurrent.TimeUnit.HOURS)
  void answersDamagedPtx() throws IOException {
    PtxMutator mutator = new PtxMutator(pieces());
    long seconds = Long.getLong("warpsmith.fuzz.seconds", 0);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long seed = seconds == 0 ? 1 : System.nanoTime();
    List<String> broken = new ArrayList<>();
    int run = 0;
    int launched = 0;
    for (; run < MUTANTS || System.nanoTime() < end; run++) {
      String ptx = mutator.mutant(seed + run);
      try {
        launched += answers(ptx, seed + run) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        broken.add(keep(ptx, seed + run, e));
      }
    }
    System.out.println(run + " texts, " + launched + " launched, " + broken.size() + " broken");
    assertThat(broken).as("texts without a typed answer").isEmpty();
    assertThat(launched).as("texts that are still kernels").isGreaterThan(run / 20);
  }

  @ParameterizedTest
  @MethodSource("kept")
  void answersWhatBrokeItOnce(String name) throws IOException {
    String ptx = KernelRunner.resource("fuzz/" + name);
    answers(ptx, 1);
    assertThat(load(ptx)).isIn("refused", "loaded");
  }

  static List<String> kept() throws IOException, URISyntaxException {
    URL folder = Objects.requireNonNull(PtxFuzzTest.class.getResource("fuzz"));
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Single kernels with what they need, so that mutants are short. */
  private static List<String> pieces() {
    return CORPUS.stream().map(KernelRunner::resource).flatMap(PtxFuzzTest::kernels).toList();
  }

  private static Stream<String> kernels(String ptx) {
    int first = ptx.indexOf(".visible .entry");
    String begin = ptx.substring(0, first);
    return Stream.of(ptx.substring(first).split("(?=\\.visible \\.entry)"))
        .map(kernel -> begin + kernel)
        .filter(text -> text.length() < 20_000);
  }

  private static String load(String ptx) {
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      return device
          .load(new ModuleImage(ptx, Optional.empty(), Map.of()))
          .match(loaded -> "loaded", refused -> "refused");
    }
  }

  /** Loads and launches; tells whether anything was launched. */
  private static boolean answers(String ptx, long seed) {
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      LoadResult result = device.load(new ModuleImage(ptx, Optional.empty(), Map.of()));
      Optional<LoadedModule> module =
          result.match(
              loaded -> Optional.of(loaded.module()),
              refused -> {
                assertThat(refused.message()).isNotBlank();
                return Optional.empty();
              });
      module.ifPresent(
          loaded ->
              loaded
                  .kernels()
                  .forEach((name, parameters) -> launch(device, loaded, name, parameters, seed)));
      return module.map(loaded -> !loaded.kernels().isEmpty()).orElse(false);
    }
  }

  private static void launch(
      EmulatedDevice device,
      LoadedModule module,
      String kernel,
      List<KernelParameter> parameters,
      long seed) {
    Random random = new Random(seed);
    if (!parameters.stream().allMatch(PtxFuzzTest::passable)) {
      return;
    }
    List<KernelArgument> arguments =
        parameters.stream().map(parameter -> argument(device, parameter, random)).toList();
    LaunchOptions options =
        switch (random.nextInt(3)) {
          case 0 -> LaunchOptions.compute();
          case 1 -> LaunchOptions.sanitizing(seed);
          default -> LaunchOptions.counting(BlockSelection.all());
        };
    Dim3 grid = random.nextInt(20) == 0 ? new Dim3(1 << 20, 1, 1) : Dim3.of(1 + random.nextInt(3));
    Dim3 block = Dim3.of(1 + random.nextInt(96));
    LaunchResult result =
        module.launch(
            new KernelLaunch(kernel, grid, block, 1024, arguments, false, Optional.empty()),
            options.withStepBudget(STEPS));
    String answer =
        result.match(
            completed -> "completed " + completed.record().blocks(),
            faulted -> faulted.fault().message());
    assertThat(answer).isNotBlank();
  }

  private static boolean passable(KernelParameter parameter) {
    boolean pointer = parameter.kind() == KernelParameter.Kind.POINTER;
    return pointer
        ? parameter.bytes() == 8
        : parameter.bytes() <= 8 && Integer.bitCount(parameter.bytes()) == 1;
  }

  private static KernelArgument argument(
      EmulatedDevice device, KernelParameter parameter, Random random) {
    if (parameter.bytes() == 8 && parameter.kind() != KernelParameter.Kind.FLOATING) {
      DeviceBuffer buffer = device.allocate("buffer: f32[4096]", 4, 4 * 4096);
      buffer.write(0, ByteBuffer.allocate(4 * 4096));
      return new KernelArgument.Pointer(buffer);
    }
    if (parameter.kind() == KernelParameter.Kind.FLOATING) {
      DType type =
          parameter.bytes() == 8 ? DType.F64 : parameter.bytes() == 4 ? DType.F32 : DType.F16;
      return new KernelArgument.Scalar(type, random.nextGaussian());
    }
    return new KernelArgument.Int(random.nextInt(100));
  }

  private static String keep(String ptx, long seed, Throwable why) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "fuzz"));
    Files.writeString(folder.resolve(seed + ".ptx"), ptx);
    java.io.StringWriter trace = new java.io.StringWriter();
    why.printStackTrace(new java.io.PrintWriter(trace));
    Files.writeString(folder.resolve(seed + ".txt"), trace.toString());
    return seed + ": " + why;
  }
}
