package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs suites of tiny tasks, with the real compiler and the emulated GPU. */
class SuiteIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BROKEN =
      """
      // @task   broken "Reads past the end"
      // @dim    n = 4096
      // @size   check: n = 1003
      // @input  x: f32[n] ~ uniform(-1, 1)
      // @output y: f32[n]
      // @launch broken<<<(ceildiv(n, 256)), (256)>>>(x, y)
      extern "C" __global__ void broken(const float* x, float* y) {
        int i = blockIdx.x * blockDim.x + threadIdx.x;
        y[i] = x[i];
      }
      """;
  private static final String DEGENERATE =
      """
      { "name": "nothing", "dims": {"n": 4096}, "check": {"n": 130},
        "inputs": {"x": "f32[n] ~ uniform(1, 2)"},
        "graph": ["m = neg(x)", "y = relu(m)"], "outputs": ["y"] }
      """;

  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  @BeforeEach
  void writeTasks() throws IOException {
    Path tasks = Files.createDirectory(folder.resolve("tasks"));
    Files.writeString(tasks.resolve("a.json"), Sources.SWISH_SUM);
    Files.writeString(tasks.resolve("b.cu"), BROKEN);
    Files.writeString(tasks.resolve("c.json"), DEGENERATE);
  }

  @Test
  void goesOnAfterAKillAndRepeatsNothingThatIsFinished() throws Exception {
    Forked forked =
        Forked.start(
            folder, Map.of(), "suite", "tasks", "kernelbench/3/50", "--rounds", "1", "--jobs", "1");
    while (forked.alive() && !text("suite.csv").contains("swish_sum,files,correct")) {
      Thread.sleep(20);
    }
    forked.kill();
    assertThat(text("suite.csv")).contains("nothing,files,not run");
    String finished = text("swish_sum/journal.jsonl");
    Run resumed =
        Forked.start(folder, Map.of(), "suite", "--resume", suite().toString(), "--json").end();
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(text("swish_sum/journal.jsonl")).isEqualTo(finished);
    isWhole(JSON.readTree(resumed.out()));
  }

  private static void isWhole(JsonNode suite) {
    assertThat(suite.path("tasks").findValuesAsText("task"))
        .containsExactly("swish_sum", "broken", "nothing", "kernelbench/3/50");
    assertThat(suite.path("tasks").findValuesAsText("state"))
        .containsExactly("correct", "failed", "correct", "unavailable");
    assertThat(suite.path("tasks").findValuesAsText("degenerate"))
        .containsExactly("false", "false", "true", "false");
    assertThat(suite.path("tasks").get(1).path("reason").asText())
        .contains("1 past the end of x: f32[1003]");
    JsonNode naive = suite.path("tables").get(0);
    JsonNode speedup = suite.path("tasks").get(0).path("best").path("against").get(0);
    assertThat(speedup.path("baseline").asText()).isEqualTo("naive");
    assertThat(naive.path("tasks").asInt()).isEqualTo(2);
    assertThat(naive.path("correct").asDouble()).isEqualTo(0.5);
    assertThat(naive.path("mean").asDouble()).isEqualTo(speedup.path("speedup").asDouble());
    assertThat(suite.path("clock").asText()).isEqualTo("modelled");
  }

  @Test
  void retriesATaskWithoutACorrectCandidateInARunOfItsOwn() throws Exception {
    Files.writeString(folder.resolve("saxpy.cu"), Sources.SAXPY);
    Path reply = folder.resolve("reply.cu");
    Files.writeString(reply, Sources.saxpy("if (i < n) y[i] = x[i];"));
    String runs = folder.resolve("runs").toString();
    Run wrong =
        Run.of(
            "suite",
            folder.resolve("saxpy.cu").toString(),
            "--coder",
            "exec:cat > /dev/null; cat " + reply,
            "--judge",
            "none",
            "--rounds",
            "1",
            "--out",
            runs);
    assertThat(wrong.code()).as(wrong.err()).isEqualTo(ExitCode.NOTHING_CORRECT.number());
    String before = text("saxpy/journal.jsonl");
    Files.delete(folder.resolve("saxpy.cu"));
    Files.writeString(reply, Sources.saxpy("if (i < n) y[i] = a * x[i] + z[i];"));
    Run right =
        Run.of("suite", "--resume", folder.resolve(suite()).toString(), "--retry", "--json");
    assertThat(right.code()).as(right.err()).isZero();
    JsonNode row = JSON.readTree(right.out()).path("tasks").get(0);
    assertThat(row.path("state").asText()).isEqualTo("correct");
    assertThat(row.path("run").asText()).isEqualTo("saxpy~2");
    assertThat(row.path("rounds").asInt()).isEqualTo(2);
    assertThat(text("saxpy/journal.jsonl")).isEqualTo(before);
    assertThat(text("saxpy~2/best.cu")).contains("a * x[i] + z[i]");
  }

  @Test
  void saysWhatASelectionLacks() {
    assertThat(Run.of("suite").err()).contains("no task was selected");
    assertThat(Run.of("suite", "sofmax").err()).contains("did you mean 'softmax'?");
    assertThat(Run.of("suite", "builtin", "--level", "1").err())
        .contains("add the word kernelbench");
    assertThat(Run.of("suite", "kernelbench", "--problems", "101").err())
        .contains("--problems is '101'; expected numbers from 1 to 100");
    assertThat(Run.of("suite", "softmax", "--suite-memory", "much").err())
        .contains("--suite-memory is 'much'; expected a number above 0");
    assertThat(Run.of("suite", "--resume", folder.toString()).err())
        .contains("is no suite's folder");
  }

  /** Returns the only suite's folder, relative to that of the test. */
  private Path suite() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("runs"))) {
      return folder.relativize(all.findFirst().orElseThrow());
    }
  }

  /** Returns a file of the suite; empty text as long as there is none. */
  private String text(String file) throws IOException {
    if (!Files.isDirectory(folder.resolve("runs"))) {
      return "";
    }
    Path path = folder.resolve(suite()).resolve(file);
    return Files.isRegularFile(path) ? Files.readString(path) : "";
  }
}
