package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.jcuda.FakeDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Times as a gate and as a claim, on a CUDA device whose driver is a fake: a launch takes 100 us by
 * its events, one of blocks of 128 threads 106.
 */
class TimedGateIT {
  private static final String KERNEL =
      """
      // @launch add<<<(ceildiv(n, %1$d)), (%1$d)>>>(x, y, z, n)
      extern "C" __global__ void add(const float* x, const float* y, float* z, int n) {
        int i = blockIdx.x * %1$d + threadIdx.x;
        if (i < n) z[i] = x[i] + y[i];
      }
      """;
  private static final String SUBJECT = "add.cu=kernels/own.cu";

  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsACompiler() {
    Nvcc.require();
  }

  @BeforeEach
  void writeKernels() throws IOException {
    Files.writeString(folder.resolve("add.cu"), CudaIT.TASK);
    Files.createDirectories(folder.resolve("main/kernels"));
    Files.createDirectories(folder.resolve("kernels"));
    Files.writeString(folder.resolve("main/kernels/own.cu"), KERNEL.formatted(256));
    Files.writeString(folder.resolve("kernels/own.cu"), KERNEL.formatted(256));
  }

  private void slowDown() throws IOException {
    Files.writeString(folder.resolve("kernels/own.cu"), KERNEL.formatted(128));
  }

  private FakeDriver driver(String noise) {
    return FakeDriver.in(folder)
        .with("FAKE_CUDA_MICROS", "100;128=106")
        .with("FAKE_CUDA_NOISE", noise);
  }

  private Run run(String noise, String... args) throws IOException, InterruptedException {
    return run(driver(noise), args);
  }

  private Run run(FakeDriver driver, String... args) throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of(
            "LD_LIBRARY_PATH",
            driver.install().toString(),
            "JAVA_TOOL_OPTIONS",
            "-Djmh.ignoreLock=true");
    return Forked.start(folder, environment, args).end();
  }

  @Test
  void aSlowerKernelTripsBesideTheBaselinesKernelAndBesideItsSamples()
      throws IOException, InterruptedException {
    assertThat(run("0.01", "regress", "--update", SUBJECT).code()).isZero();
    slowDown();

    Run inTurn = run("0.01", "regress", "--before", "main");
    assertThat(inTurn.code()).as(inTurn.err()).isEqualTo(ExitCode.FAILED.number());
    assertThat(inTurn.out())
        .containsPattern("worse +" + SUBJECT + " +micros: [\\d.]+ -> 10[56][\\d.]+ usecond, slower")
        .contains("in turn with the baseline's kernels", "2 sessions")
        .contains("1 regressions in 9 comparisons of 1 subjects on cuda:0");

    Run recorded = run("0.01", "regress");
    assertThat(recorded.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(recorded.out()).contains("slower", "beside the baseline's samples");
  }

  @Test
  void noiseIsMeasuredAgainAndTripsNothing() throws IOException, InterruptedException {
    assertThat(run("0.01", "regress", "--update", SUBJECT).code()).isZero();
    Run noisy = run("0.3", "regress", "--before", "main");
    assertThat(noisy.code()).as(noisy.out() + noisy.err()).isZero();
    assertThat(noisy.out())
        .contains("ambiguous", "3 sessions")
        .contains("nothing is worse in 9 comparisons of 1 subjects");
    Run quiet = run("0.01", "regress", "--before", "main", "--json");
    assertThat(quiet.code()).as(quiet.err()).isZero();
    assertThat(quiet.out())
        .contains("\"ok\" : true")
        .containsPattern("same: [\\d.]+ of the speed")
        .doesNotContain("ambiguous");
  }

  @Test
  void aBenchTimesEachInAProcessThatTheOtherCannotSpoil() throws IOException, InterruptedException {
    slowDown();
    Run run =
        run(
            driver("0.01").with("FAKE_CUDA_SPOIL_BLOCK", "128"),
            "bench",
            "add.cu",
            "kernels/own.cu",
            "--baseline=main/kernels/own.cu",
            "--warmups=1",
            "--measurements=2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("\\| main/kernels/own.cu \\| 100.* \\| 1.00 \\| .* \\| baseline \\|")
        .containsPattern("\\| kernels/own.cu \\| 3[12].* \\| 0.3[12] \\| .* \\| slower \\|")
        .contains("samples taken in turn with main/kernels/own.cu (ABBA)");
    assertThat(folder.resolve("bench/jmh.json")).content().contains("1-kernels_own.cu.json");
  }
}
