package dev.warpsmith.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the occupancy arithmetic with CUDA's own header, compiled here. */
class OccupancyIT {
  private static final int PER_GPU = 1000;
  private static final String HEADER = "cuda_occupancy.h";

  @TempDir Path folder;

  @Test
  void agreesWithCudasHeaderOnRandomLaunches() throws Exception {
    Path include = include();
    assumeTrue(Files.exists(include.resolve(HEADER)), HEADER + " is not installed");
    Path program = compile(include);
    Random random = new Random(42);
    List<String> inputs = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    for (GpuSpec gpu : Gpus.all()) {
      for (int i = 0; i < PER_GPU; i++) {
        int threads = 1 + random.nextInt(1024);
        int registers = 1 + random.nextInt(255);
        int shared = random.nextBoolean() ? 0 : random.nextInt(gpu.limits().sharedBytesPerBlock());
        inputs.add(describe(gpu, threads, registers, shared));
        Occupancy occupancy = Occupancy.of(gpu, threads, registers, shared);
        ours.add(occupancy.blocksPerSm() + " " + limits(occupancy));
      }
    }
    assertThat(run(program, inputs)).isEqualTo(ours);
  }

  @Test
  void agreesWithCudasHeaderOnCarveOuts() throws Exception {
    Path include = include();
    assumeTrue(Files.exists(include.resolve(HEADER)), HEADER + " is not installed");
    List<String> inputs = Gpus.all().stream().map(gpu -> describe(gpu, 0, 1, 0)).toList();
    List<String> ours =
        Gpus.all().stream()
            .map(gpu -> gpu.limits().sharedCarveoutBytes())
            .map(sizes -> sizes.stream().map(String::valueOf).collect(Collectors.joining(" ")))
            .toList();
    assertThat(run(compile(include), inputs)).isEqualTo(ours);
  }

  @Test
  void coversEveryArchitectureOfTheTable() {
    assertThat(Gpus.all().stream().map(GpuSpec::arch).distinct())
        .containsExactlyInAnyOrder("sm_75", "sm_80", "sm_86", "sm_89", "sm_90", "sm_100", "sm_120");
  }

  private static String limits(Occupancy occupancy) {
    return String.join(
        " ",
        Stream.of(
                occupancy.limitWarps(),
                occupancy.limitRegisters(),
                occupancy.limitSharedMemory(),
                occupancy.limitBlocks())
            .map(String::valueOf)
            .toList());
  }

  private static String describe(GpuSpec gpu, int threads, int registers, int shared) {
    GpuSpec.Limits limits = gpu.limits();
    int capability = Integer.parseInt(gpu.arch().substring("sm_".length()));
    return String.join(
        " ",
        Stream.of(
                capability / 10,
                capability % 10,
                limits.threadsPerSm(),
                limits.registersPerSm(),
                limits.sharedBytesPerSm(),
                limits.sharedBytesPerBlock(),
                limits.reservedSharedBytesPerBlock(),
                gpu.sms(),
                threads,
                registers,
                shared)
            .map(String::valueOf)
            .toList());
  }

  private static Path include() {
    return Stream.of(
            System.getenv().getOrDefault("CUDA_HOME", "/usr/local/cuda"), "/usr/local/cuda")
        .map(home -> Path.of(home, "include"))
        .filter(path -> Files.exists(path.resolve(HEADER)))
        .findFirst()
        .orElse(Path.of("/usr/local/cuda/include"));
  }

  private Path compile(Path include) throws Exception {
    Path source = folder.resolve("occupancy.cpp");
    try (var in = OccupancyIT.class.getResourceAsStream("occupancy.cpp")) {
      Files.copy(java.util.Objects.requireNonNull(in, "occupancy.cpp"), source);
    }
    Path program = folder.resolve("occupancy");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "g++", "-w", "-I" + include, "-o", program.toString(), source.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("compiler.txt").toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "g++ is not installed: " + e.getMessage());
      throw e;
    }
    assertThat(compiler.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("compiler.txt"))).isEmpty();
    return program;
  }

  private List<String> run(Path program, List<String> inputs) throws Exception {
    Path input = folder.resolve("input.txt");
    Path output = folder.resolve("output.txt");
    Files.write(input, inputs);
    Process process =
        new ProcessBuilder(program.toString())
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(output);
  }
}
