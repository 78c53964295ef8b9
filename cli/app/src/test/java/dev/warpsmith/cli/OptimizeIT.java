package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real command line, with the real compiler and the emulated GPU. */
class OptimizeIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path runs = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  private Path folder(String task) throws IOException {
    try (Stream<Path> folders = Files.list(runs.resolve(task))) {
      return folders.findFirst().orElseThrow();
    }
  }

  @Test
  void makesSoftmaxFasterAndKeepsTheProof() throws IOException {
    Run run = Run.of("optimize", "softmax", "--rounds", "3", "--runs", runs.toString());
    assertThat(run.code()).as(run.err()).isZero();
    Path folder = folder("softmax");
    assertThat(run.out())
        .startsWith("softmax on emulated:h200 (no GPU: ")
        .containsPattern("\nnaive [0-9.]+ us, speed of light 111\\.85 us \\(memory\\)\n")
        .containsPattern("\n {4}1  Passed +[0-9.]+ us +[0-9.]+x +[0-9]+ % +- +-  first draft\n")
        .containsPattern("\n[0-9.]+x the speed of the naive kernel: ")
        .contains("best    " + folder.resolve("best.cu"))
        .contains("report  " + folder.resolve("report.html"))
        .contains("These times are modelled (");
    proves(folder);
    Run check = Run.of("check", "softmax", folder.resolve("best.cu").toString(), "--json");
    assertThat(check.code()).isZero();
    JsonNode verdict = JSON.readTree(check.out());
    assertThat(verdict.path("verdict").asText()).isEqualTo("Passed");
    assertThat(verdict.path("evidence").findValuesAsText("gate"))
        .contains("compiles", "plan", "sanitizes", "computes", "holds", "full size", "times");
  }

  private static void proves(Path folder) throws IOException {
    List<String> journal = Files.readAllLines(folder.resolve("journal.jsonl"));
    List<String> events =
        journal.stream().map(OptimizeIT::event).filter(event -> !event.equals("step")).toList();
    assertThat(events).startsWith("session", "baseline", "candidate", "round").endsWith("end");
    assertThat(journal.stream().map(OptimizeIT::event)).contains("step", "decision");
    Path first = folder.resolve("candidates/001");
    assertThat(first.resolve("kernel.ptx")).content().contains(".visible .entry");
    assertThat(first.resolve("compile.txt")).content().contains("registers");
    assertThat(JSON.readTree(first.resolve("check.json").toFile()).path("verdict").asText())
        .isEqualTo("Passed");
    assertThat(JSON.readTree(first.resolve("timing.json").toFile()).path("clock").asText())
        .isEqualTo("modelled");
    JsonNode metrics = JSON.readTree(first.resolve("metrics.json").toFile());
    JsonNode registers =
        metrics.path("kernels").get(0).path("metrics").path("launch__registers_per_thread");
    assertThat(registers.path("kind").asText()).isEqualTo("exact");
    assertThat(folder.resolve("report.html")).content().contains("<span class=\"tag\">modelled");
  }

  private static String event(String line) {
    try {
      return JSON.readTree(line).path("event").asText();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void printsOneJsonObjectWithTheContractsFields() throws IOException {
    Path task = write("saxpy.cu", Sources.SAXPY);
    Run run =
        Run.of(
            "optimize",
            task.toString(),
            "--judge",
            "random",
            "--rounds",
            "2",
            "--runs",
            runs.toString(),
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.out());
    assertThat(json.path("task").asText()).isEqualTo("saxpy");
    assertThat(json.path("rounds").asInt()).isEqualTo(2);
    assertThat(json.path("correctRounds").asInt()).isEqualTo(2);
    assertThat(json.path("clock").asText()).isEqualTo("modelled");
    assertThat(json.path("baseline").path("kind").asText()).isEqualTo("naive");
    assertThat(Path.of(json.path("best").path("source").asText())).isRegularFile();
    assertThat(json.path("speedOfLight").path("fraction").asDouble()).isBetween(0.1, 1.0);
    assertThat(json.path("stopReason").asText()).isEqualTo("the budget of 2 rounds is spent");
    assertThat(json.path("cost").path("usd").asDouble()).isZero();
    assertThat(run.err()).contains("    1  Passed");
  }

  @Test
  void takesRandomMovesWhereAskedTo() throws IOException {
    Path task = write("saxpy.cu", Sources.SAXPY);
    Run run =
        Run.of(
            "optimize",
            task.toString(),
            "--judge",
            "random",
            "--rounds",
            "3",
            "--runs",
            runs.toString(),
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.out());
    assertThat(json.path("judge").asText()).isEqualTo("random");
    assertThat(json.path("rounds").asInt()).isEqualTo(3);
    assertThat(json.has("predictions")).isFalse();
    assertThat(Files.readAllLines(folder("saxpy").resolve("journal.jsonl")))
        .filteredOn(line -> event(line).equals("decision"))
        .allSatisfy(line -> assertThat(line).contains("\"basis\":\"chance\""));
  }

  @Test
  void optimizesAnOperatorGraphOfTheUsersOwn() throws IOException {
    Path task = write("swish_sum.json", Sources.SWISH_SUM);
    Run run = Run.of("optimize", task.toString(), "--rounds", "2", "--runs", runs.toString());
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("the speed of the naive kernel");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(runs.resolve(name), text);
  }
}
