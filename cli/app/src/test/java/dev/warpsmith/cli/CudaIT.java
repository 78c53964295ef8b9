package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.jcuda.FakeDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole tool on a CUDA device whose driver is a fake that knows the kernel {@code add}. */
class CudaIT {
  static final String TASK =
      """
      // @task   sum_of_two "z = x + y"
      // @dim    n = 100000
      // @size   check: n = 1003
      // @input  x: f32[n] ~ uniform(-1, 1)
      // @input  y: f32[n] ~ uniform(-1, 1)
      // @output z: f32[n]
      // @tune   BLOCK = 64 | 128 | 256 | 512
      // @launch add<<<(ceildiv(n, BLOCK)), (BLOCK)>>>(x, y, z, n)
      extern "C" __global__ void add(const float* x, const float* y, float* z, int n) {
        int i = blockIdx.x * BLOCK + threadIdx.x;
        if (i < n) z[i] = x[i] + y[i];
      }
      """;

  @TempDir Path folder;

  @BeforeAll
  static void needsACompiler() {
    Nvcc.require();
  }

  private Run run(FakeDriver driver, String... args) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("add.cu"), TASK);
    Map<String, String> environment =
        Map.of("LD_LIBRARY_PATH", driver.install().toString(), "WARPSMITH_NCU", "none");
    return Forked.start(folder, environment, args).end();
  }

  @Test
  void takesTheGpuWhereThereIsOne() throws IOException, InterruptedException {
    Run run = run(FakeDriver.in(folder), "devices");
    assertThat(run.out())
        .startsWith("cuda:0\nemulated:h200\n")
        .contains("auto is cuda:0 (a driver and a GPU answer)");
  }

  @Test
  void sanitizesOnTheEmulatedGpuAndMeasuresOnTheDevice() throws IOException, InterruptedException {
    Run run = run(FakeDriver.in(folder), "check", "add.cu", "--device", "cuda:0");
    assertThat(run.out())
        .startsWith("Passed: ")
        .contains("sanitized on emulated:h200")
        .contains("100000 of 100000 written elements of z compared")
        .containsPattern("times +[\\d.]+ us, cuda event on NVIDIA H200, CUDA driver 13.0")
        .containsPattern("full size, cold cache: \\d+ samples, median between")
        .contains("hot: ");
    assertThat(run.code()).isZero();
  }

  @Test
  void profilesOnTheEmulatedGpuWithoutNcu() throws IOException, InterruptedException {
    Run run = run(FakeDriver.in(folder), "profile", "add.cu", "--device", "cuda:0", "--all");
    assertThat(run.out())
        .containsPattern("[\\d.]+ us cuda event \\(on NVIDIA H200")
        .contains("no counters were read: what follows is modelled (m7/g1)")
        .containsPattern("gpu__time_duration.sum +[\\d.,]+ usecond +modelled")
        .containsPattern("launch__grid_size +1,563 +exact");
    assertThat(run.err())
        .contains("no counters: ncu is none (from WARPSMITH_NCU); set it to auto")
        .contains("profile modelled on emulated:h200");
  }

  @Test
  void optimizesInMeasuredTimesAndGoesOnAfterAFault() throws IOException, InterruptedException {
    FakeDriver driver = FakeDriver.in(folder).with("FAKE_CUDA_BAD_BLOCK", "256");

    Run run = run(driver, "optimize", "add.cu", "--device", "cuda:0", "--rounds", "3");

    assertThat(driver.processes()).as("a fresh worker after a fault").isGreaterThan(1);
    assertThat(run.out())
        .startsWith("sum_of_two on cuda:0 (asked for)")
        .containsPattern("[123] +Passed +[\\d.]+ us")
        .doesNotContain("lost")
        .doesNotContain("These times are modelled");
    assertThat(run.code()).isZero();
  }

  @Test
  void refusesAndSaysWhyWhenALaunchFails() throws IOException, InterruptedException {
    FakeDriver driver = FakeDriver.in(folder).failing("cuLaunchKernel@1=sticky:716");
    Run run = run(driver, "check", "add.cu", "--device", "cuda:0");
    assertThat(run.err() + run.out()).contains("CUDA_ERROR_MISALIGNED_ADDRESS");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED.number());
  }

  @Test
  void optimizesAndSaysHowThatComparesWithPyTorch() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("sum.cu"), FakeTorch.TASK);
    String python = FakeTorch.in(folder).toString();
    FakeDriver driver = FakeDriver.in(folder);

    Run run =
        run(
            driver,
            "optimize",
            "sum.cu",
            "--device",
            "cuda:0",
            "--rounds",
            "1",
            "--python",
            python);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("[\\d.]+x the speed of PyTorch eager \\(95 %: .* us of 2002000.00 us")
        .containsPattern("[\\d.]+x the speed of torch.compile \\(95 %: .* us of 1001000.00 us");
    Path kept = only(folder.resolve("runs/sum"));
    assertThat(kept.resolve("report.html"))
        .content()
        .contains("Beside other implementations", "x the speed of torch.compile");
    assertThat(kept.resolve("evidence.json")).content().contains("\"otherSamples\"");

    Run again = run(driver, "optimize", "--resume", kept.toString(), "--python", python);
    assertThat(again.out()).contains("x the speed of PyTorch eager");
    assertThat(Files.readString(kept.resolve("journal.jsonl")).split("\"event\":\"outside\""))
        .as("it is in the journal once")
        .hasSize(2);
    assertThat(run(driver, "verify", kept.toString(), "--device", "cuda:0").out())
        .doesNotContain("damaged");
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void givesLockedClocksBackWhenItIsKilled() throws IOException, InterruptedException {
    Path log = folder.resolve("smi.log");
    Path smi = folder.resolve("nvidia-smi");
    Files.writeString(smi, "#!/bin/sh\necho \"$*\" >> '" + log + "'\n");
    assertThat(smi.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("add.cu"), TASK);
    Map<String, String> environment =
        Map.of(
            "LD_LIBRARY_PATH",
            FakeDriver.in(folder).install().toString(),
            "PATH",
            folder + ":" + System.getenv("PATH"));
    Forked run =
        Forked.start(
            folder, environment, "check", "add.cu", "--device", "cuda:0", "--lock-clocks", "1500");
    waitFor(log, "-lgc 1500,1500", run);

    run.kill();

    waitFor(log, "-rgc", run);
  }

  /** Waits up to a minute for a line's end in a file. */
  private static void waitFor(Path file, String end, Forked run)
      throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (Files.exists(file) && Files.readAllLines(file).stream().anyMatch(l -> l.endsWith(end))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no line ends with " + end + "; alive: " + run.alive());
  }

  @Test
  void redteamTellsWhatTheGpuAloneSays() throws IOException, InterruptedException {
    Run run =
        run(FakeDriver.in(folder), "redteam", "--device", "cuda:0", "--only", "vector_add/no_plan");
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out())
        .startsWith("1 cheats and 0 honest candidates on cuda:0 (asked for)")
        .containsPattern("no_plan.cu +PlanRejected +PlanRejected +[\\d.]+ s +refused by hardware")
        .contains("1 of 1 cheats refused as they must be")
        .contains("   1 refused by hardware");
  }

  @Test
  void aDeadGpuIsTheEnvironment() throws IOException, InterruptedException {
    FakeDriver driver = FakeDriver.in(folder).failing("cuInit@*=999");
    Run run = run(driver, "check", "add.cu", "--device", "cuda:0");
    assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(run.err())
        .contains("the CUDA driver does not start: cuInit: CUDA_ERROR_UNKNOWN")
        .contains("use --device emulated:h200");
  }
}
