package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernels.jcuda.FakeDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nsight Compute inside a run: a script in its place runs the launches in a process of their own,
 * on a fake driver, and prints what ncu printed on an H200.
 */
class NcuIT {
  /** The fake driver knows the kernels that this task has. */
  private static final String SUM =
      """
      { "name": "sum_of_two", "dims": {"n": 100000}, "check": {"n": 1003},
        "inputs": {"x": "f32[n] ~ uniform(-1, 1)", "y": "f32[n] ~ uniform(-1, 1)"},
        "graph": ["z = add(x, y)"], "outputs": ["z"] }
      """;

  @TempDir Path folder;

  @BeforeAll
  static void needsACompiler() {
    Nvcc.require();
  }

  @BeforeEach
  void writeTheTask() throws IOException {
    Files.writeString(folder.resolve("add.cu"), CudaIT.TASK);
    Files.writeString(folder.resolve("sum.json"), SUM);
  }

  private Run run(FakeDriver driver, Path ncu, String... args)
      throws IOException, InterruptedException {
    List<String> all =
        Stream.concat(Stream.of(args), Stream.of("--device", "cuda:0", "--ncu", ncu.toString()))
            .toList();
    return Forked.start(
            folder,
            Map.of("LD_LIBRARY_PATH", driver.install().toString()),
            all.toArray(String[]::new))
        .end();
  }

  private List<JsonNode> journal(String event) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
      Path journal = files.filter(file -> file.endsWith("journal.jsonl")).findFirst().orElseThrow();
      ObjectMapper mapper = new ObjectMapper();
      return Files.readAllLines(journal).stream()
          .map(
              line -> {
                try {
                  return mapper.readTree(line);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .filter(node -> node.path("event").asText().equals(event))
          .toList();
    }
  }

  @Test
  void theJudgeDecidesByWhatNcuMeasured() throws IOException, InterruptedException {
    FakeDriver driver = FakeDriver.in(folder);
    Path ncu = FakeNcu.printing(folder, "sgemm_square_per_thread");

    Run run = run(driver, ncu, "optimize", "sum.json", "--rounds", "2");

    assertThat(run.out()).contains("counters: ncu 2025.3.1, 1 launch\n");
    JsonNode decision = journal("decision").get(0);
    assertThat(decision.path("decision").asText()).isEqualTo("optimize");
    assertThat(decision.path("basis").asText()).isEqualTo("profile");
    assertThat(decision.path("bottleneck").asText())
        .as("the kernel of the sample has 130 registers a thread and 12.5 %% occupancy")
        .contains("pointwise_1 is bound by latency")
        .contains("130 registers a thread let 13 % of the warp slots");
    assertThat(decision.path("metrics").toString())
        .contains("launch__registers_per_thread = 130", "stalled_long_scoreboard");
    assertThat(run.code()).isZero();
  }

  @Test
  void everyFileOfARunHasTheMeasuredProfile() throws IOException, InterruptedException {
    Path ncu = FakeNcu.printing(folder, "vector_add");

    run(FakeDriver.in(folder), ncu, "optimize", "add.cu", "--rounds", "1");

    assertThat(profiles(journal("step"))).contains("ncu 2025.3.1", "\"kind\":\"MEASURED\"");
    try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.equals("metrics.json")) {
          assertThat(file).content().contains("dram__bytes_read.sum", "3.3560064E7", "measured");
        } else if (name.equals("evidence.json") || name.equals("report.html")) {
          assertThat(file).content().contains("counters: ncu 2025.3.1");
        }
      }
    }
  }

  private static String profiles(List<JsonNode> steps) {
    return steps.stream()
        .map(step -> step.path("result").path("timing").path("profiles").toString())
        .reduce("", String::concat);
  }

  @Test
  void theLaunchesAreMadeOnceInAProcessOfTheirOwn() throws IOException, InterruptedException {
    FakeDriver driver = FakeDriver.in(folder);
    Path ncu = FakeNcu.printing(folder, "vector_add");

    Run run = run(driver, ncu, "profile", "add.cu", "--all");

    assertThat(run.out())
        .contains("counted by ncu 2025.3.1 in a launch of its own, caches emptied")
        .contains("limited by  latency: warps wait 81 % of their time for L1TEX")
        .containsPattern("dram__bytes_read.sum +33,560,064 byte +measured")
        .containsPattern("l1tex__t_sectors_pipe_lsu_mem_global_op_ld.sum +1,048,576 sector")
        .doesNotContain("modelled");
    assertThat(FakeNcu.runs(folder)).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("words.txt")))
        .contains("--target-processes\napplication-only\n", "--clock-control\nnone\n")
        .contains("regex:(add)\n", "dev.warpsmith.kernels.jcuda.JobMain\n");
    assertThat(driver.processes()).as("the worker and the job").isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo '==ERROR== ERR_NVGPUCTRPERM' > \"$log\"; exit 1 | ERR_NVGPUCTRPERM | NVreg_Restrict",
        "echo rubbish > \"$log\" | its log has no launch | report it with ncu's version",
        "exit 7 | ncu ended with code 7 | run it again",
        "sleep 1000 | ncu was stopped after 2 s | allow more time",
        "printf '==WARNING== No kernels were profiled.\\n' > \"$log\" | no launch matched | check that"
      })
  void aFailingNcuCostsTheCountersOnly(String commands, String reason, String remedy)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("warpsmith.json"), "{\"ncuSeconds\": \"2\"}");
    Run run =
        run(FakeDriver.in(folder), FakeNcu.doing(folder, commands), "profile", "add.cu", "--json");

    assertThat(run.code()).isZero();
    JsonNode profile = new ObjectMapper().readTree(run.out());
    assertThat(profile.path("timing").path("clock").asText()).isEqualTo("cuda-event");
    assertThat(profile.path("modelled").path("timing").path("clock").asText())
        .isEqualTo("modelled");
    assertThat(profile.path("modelled").path("kernels").get(0).path("bounds").isEmpty()).isFalse();
    assertThat(run.err())
        .contains("no counters: ", reason, remedy)
        .contains("modelled on emulated");
  }
}
