package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernels.jcuda.FakeDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole check on a fake driver, which knows its kernels and one task's. */
class GpuCheckIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @BeforeAll
  static void needsACompiler() {
    Nvcc.require();
  }

  private Run check(FakeDriver driver) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("add.cu"), CudaIT.TASK);
    return check(driver, Map.of(), "--parts", "device,tasks", "--tasks", "add.cu");
  }

  private Run check(FakeDriver driver, Map<String, String> more, String... args)
      throws IOException, InterruptedException {
    Map<String, String> environment = new TreeMap<>(more);
    environment.put("LD_LIBRARY_PATH", driver.install().toString());
    environment.put("WARPSMITH_LAUNCH_SECONDS", "2");
    List<String> all = new ArrayList<>(List.of("gpu-check", "--out", "results"));
    all.addAll(List.of(args));
    return Forked.start(folder, environment, all.toArray(String[]::new)).end();
  }

  private JsonNode result(String name) throws IOException {
    return MAPPER.readTree(folder.resolve("results").resolve(name).toFile());
  }

  @Test
  void writesWhatItFoundAndWhereItComesFrom() throws IOException, InterruptedException {
    Run run = check(FakeDriver.in(folder));

    assertThat(run.out())
        .contains("| ends a kernel that hangs | passed | spin: no end after 2 s |")
        .contains("| survives an illegal address | passed |")
        .contains("| sum_of_two | naive | Passed | Passed |")
        .contains("Both devices came to the same verdicts.");
    assertThat(run.code()).isZero();
    assertThat(result("device.json")).hasSizeGreaterThan(10).allMatch(GpuCheckIT::passed);
    JsonNode row = result("tasks.json").get(0);
    assertThat(row.path("samples").size()).isGreaterThanOrEqualTo(10);
    assertThat(row.path("modelledMicros").asDouble()).isPositive();
    assertThat(result("provenance.json").path("gpu").asText()).isEqualTo("NVIDIA H200");
    assertThat(result("provenance.json").path("date").asText()).startsWith("20");
    assertThat(folder.resolve("results/summary.md")).content().startsWith("# GPU check");
  }

  private static boolean passed(JsonNode finding) {
    return finding.path("outcome").asText().equals("PASSED");
  }

  @Test
  void saysWhatIsWrongWithTheDevice() throws IOException, InterruptedException {
    Run run = check(FakeDriver.in(folder).with("FAKE_CUDA_BAD_BLOCK", "24"));
    assertThat(run.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(run.out())
        .containsPattern("gives each thread its place \\| failed \\| place: .*ILLEGAL_ADDRESS")
        .contains("| works on after all that | passed |");
  }

  @Test
  void tellsWhatTheGpuAloneHasNotSeen() throws IOException, InterruptedException {
    // The fake driver adds whatever a kernel named add does: every cheat passes on it.
    Run run =
        check(FakeDriver.in(folder), Map.of(), "--parts", "redteam", "--only", "vector_add/w");

    assertThat(run.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(run.out())
        .contains("3 candidates; with the emulated GPU's sanitizer beside the GPU, 3 are judged as")
        .contains("| refused by hardware | 1 |")
        .contains("| wrongly passed by hardware | 2 |")
        .contains("vector_add/writes_beyond.cu: on hardware alone expected SanitizerFailed, got")
        .doesNotContain("## Built-in tasks");
    JsonNode wrong = result("redteam.json");
    assertThat(wrong).hasSize(3);
    assertThat(wrong.findValuesAsText("sight")).contains("wrongly passed by hardware");
  }

  @Test
  void timesDraftsInTurnWithPyTorch() throws IOException, InterruptedException {
    Run run = torch(Map.of());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern(
            "\\| sum \\| PyTorch eager \\| [\\d.]+ \\| 2002000.00 \\| .* \\| faster \\|")
        .containsPattern("\\| sum \\| torch.compile \\| [\\d.]+ \\| 1001000.00 \\|")
        .contains("sum, PyTorch eager: first call 0.5 s")
        .contains("16384 of its elements of z are right")
        .contains("16384 of the candidate's elements of z are right")
        .containsPattern("\\| PyTorch eager \\| 1 \\| 1 \\| [\\d.]+ \\|.*\\| 100 % \\| 100 % \\|")
        .contains("PyTorch 2.0-fake, tf32 false.");
    JsonNode eager = result("torch.json").path("sum").get(0);
    assertThat(eager.path("otherSamples").size()).isGreaterThanOrEqualTo(10);
    assertThat(eager.path("samples").size()).isEqualTo(eager.path("otherSamples").size());
    assertThat(eager.path("low").asDouble()).isLessThan(eager.path("speedup").asDouble());
  }

  @Test
  void comparesNothingThatCannotBeCompared() throws IOException, InterruptedException {
    Run run = torch(Map.of("FAKE_TORCH_GPU", "", "FAKE_TORCH_FAULT", "compile,wrong"));

    assertThat(run.out())
        .contains("| sum | PyTorch eager | - | - | - | - | not compared |")
        .contains("its results are not those of the reference: z[")
        .contains("it runs on the CPU, the candidate on NVIDIA H200")
        .contains("sum, torch.compile: PyTorch: ValueError: no compiler for compile");
  }

  @Test
  void preparesTasksAtOnceAndTimesThemInTurn() throws IOException, InterruptedException {
    for (int i = 0; i < 5; i++) {
      Files.writeString(
          folder.resolve("sum" + i + ".cu"),
          FakeTorch.TASK.replace("@task   sum", "@task   sum" + i));
    }
    Run run =
        torch(
            Map.of(),
            "--tasks",
            "sum0.cu,sum1.cu,sum2.cu,sum3.cu,sum4.cu",
            "--jobs",
            "3",
            "--hardware-only");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(result("torch.json")).hasSize(5);
    assertThat(result("torch.json").findValuesAsText("outcome")).hasSize(10).containsOnly("faster");
    assertThat(run.out()).containsPattern("\\| torch.compile \\| 5 \\| 5 \\|");
  }

  private Run torch(Map<String, String> environment) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("sum.cu"), FakeTorch.TASK);
    return torch(environment, "--tasks", "sum.cu");
  }

  private Run torch(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    return torch(FakeDriver.in(folder), environment, args);
  }

  private Run torch(FakeDriver driver, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--parts", "torch"));
    all.addAll(List.of("--python", FakeTorch.in(folder).toString()));
    all.addAll(List.of(args));
    return check(driver, environment, all.toArray(String[]::new));
  }

  @Test
  void saysWhichPartsThereAre() {
    Run run = Run.of("gpu-check", "--parts", "device,speed");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err())
        .contains("part 'speed': expected device, tasks, redteam, torch, counters");
  }

  @Test
  void needsAGpu() {
    Run run = Run.of("gpu-check");
    assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(run.err()).contains("gpu-check needs a GPU, not emulated:h200: no NVIDIA driver");
  }
}
