package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded transcripts, answered through {@code exec:}: they are played at sizes that take a second
 * or two, so their prompts are others than then; replies, parsing, gates and loop are the same.
 */
class RecordedRunIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "planted-4f3e2d1c0b9a";

  @TempDir static Path folder = Path.of("unset");

  @BeforeAll
  static void playTheTranscripts() throws IOException {
    Nvcc.require();
    play("transpose", "\"rows\": 7168, \"cols\": 9216", "\"rows\": 256, \"cols\": 512");
    play("rms_norm", "\"rows\": 16384, \"cols\": 4096", "\"rows\": 64, \"cols\": 4096");
  }

  private static void play(String task, String size, String smaller) throws IOException {
    String text = BuiltInTasks.text(task).orElseThrow();
    assertThat(text).contains(size);
    Path small = Files.writeString(folder.resolve(task + ".json"), text.replace(size, smaller));
    String model = "replay:" + transcript(task);
    Run run =
        Run.of(
            "optimize",
            small.toString(),
            "--coder",
            model,
            "--judge",
            model,
            "--coder-options",
            "prompts=any",
            "--judge-options",
            "prompts=any",
            "--stop-at-light",
            "none",
            "--rounds",
            "4",
            "--runs",
            folder.resolve("runs").toString());
    assertThat(run.code()).as(run.err() + run.out()).isZero();
  }

  private static Path transcript(String task) throws IOException {
    try (InputStream in =
        RecordedRunIT.class.getResourceAsStream("transcripts/" + task + ".jsonl")) {
      if (in == null) {
        throw new IllegalStateException("no transcript of " + task);
      }
      return Files.write(folder.resolve(task + ".jsonl"), in.readAllBytes());
    }
  }

  private static Path run(String task) throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("runs").resolve(task))) {
      return runs.findFirst().orElseThrow();
    }
  }

  private static List<JsonNode> lines(String text) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static List<String> verdicts(Path run) throws IOException {
    return lines(Files.readString(run.resolve("journal.jsonl"))).stream()
        .filter(line -> line.path("event").asText().equals("round"))
        .map(line -> line.path("verdict").asText())
        .toList();
  }

  @Test
  void recordedRepliesStillBecomeTheKernelsThatTheyWere() throws IOException {
    assertThat(verdicts(run("transpose"))).containsExactly("Passed", "Passed", "Passed", "Passed");
    assertThat(verdicts(run("rms_norm")))
        .containsExactly("SanitizerFailed", "Passed", "Passed", "Passed");
    assertThat(run("rms_norm").resolve("candidates/001/judge-prompt-1.txt"))
        .content()
        .contains(
            "The lines that are named:",
            "is `for (int w = 0; w < BLOCK / 32; ++w) total += partial[w];`")
        .containsOnlyOnce("with no barrier between (at");
  }

  @Test
  void aRunIsMadeAgainWithoutItsModel() throws IOException {
    Run again =
        Run.of("replay", run("rms_norm").toString(), "--runs", folder.resolve("again").toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out())
        .contains("1  SanitizerFailed")
        .contains("prompts     7 of 7 the same")
        .contains("candidates  4 of 4 the same")
        .contains("verdicts    4 of 4 the same")
        .contains("times       4 of 4 the same")
        .contains("Replayed, as recorded");
  }

  @Test
  void whatAReplayDoesNotFindAgainIsSaid() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("edited"));
    Path from = run("transpose");
    for (String file : List.of("run.json", "task/transpose.json")) {
      Files.createDirectories(copy.resolve(file).getParent());
      Files.copy(from.resolve(file), copy.resolve(file));
    }
    String journal = Files.readString(from.resolve("journal.jsonl"));
    Files.writeString(
        copy.resolve("journal.jsonl"),
        journal
            .replaceFirst(
                "(\"event\":\"round\".*\"round\":2,.*?)\"verdict\":\"Passed\"",
                "$1\"verdict\":\"WrongNumerics\"")
            .replaceFirst("Write a first candidate", "Draw a first candidate"));
    Run again =
        Run.of("replay", copy.toString(), "--json", "--runs", folder.resolve("again").toString());
    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.FAILED.number());
    JsonNode found = JSON.readTree(again.out());
    assertThat(found.path("agrees").asBoolean()).isFalse();
    assertThat(found.path("agreements").findValuesAsText("what"))
        .containsExactly("prompts", "candidates", "verdicts", "times", "best");
    assertThat(found.at("/agreements/2/differences").get(0).asText())
        .isEqualTo("round 2: Passed, recorded WrongNumerics");
    assertThat(found.at("/agreements/0/same").asInt()).isEqualTo(7);
  }

  @Test
  void anExportHasALineForEachCallAndRoundAndNoSecret() throws IOException {
    Path run = Files.createDirectories(folder.resolve("leaky"));
    Path from = run("rms_norm");
    Files.copy(from.resolve("run.json"), run.resolve("run.json"));
    Files.writeString(
        run.resolve("journal.jsonl"),
        Files.readString(from.resolve("journal.jsonl"))
            .replaceFirst(
                "The barrier goes", KEY + " and sk-abcdefghij0123456789 leaked. The barrier goes"));
    Path out = folder.resolve("run.jsonl");
    Run export =
        Run.of(
            Map.of("MY_API_KEY", KEY), "export", run.toString(), "--out", out.toString(), "--json");
    assertThat(export.code()).as(export.err()).isZero();
    assertThat(JSON.readTree(export.out()).path("lines").asInt()).isEqualTo(11);
    String text = Files.readString(out);
    assertThat(text).contains("*** and *** leaked").doesNotContain(KEY, "sk-abcdefghij");
    List<JsonNode> lines = lines(text);
    assertThat(lines.stream().map(line -> line.path("kind").asText() + line.path("round")))
        .containsExactly(
            "call1", "round1", "call1", "call2", "round2", "call2", "call3", "round3", "call3",
            "call4", "round4");
    JsonNode refused = lines.get(0);
    assertThat(refused.path("role").asText()).isEqualTo("coder");
    assertThat(refused.path("verdict").asText()).isEqualTo("SanitizerFailed");
    assertThat(refused.path("reward").asDouble()).isZero();
    assertThat(refused.at("/prompt/0/content").asText()).startsWith("You are the Coder");
    assertThat(refused.path("usage").path("outputTokens").asInt()).isPositive();
    JsonNode advice = lines.get(2);
    assertThat(advice.path("role").asText()).isEqualTo("judge");
    assertThat(advice.path("candidate").asInt()).isEqualTo(2);
    assertThat(advice.path("reward").asDouble())
        .isEqualTo(lines.get(4).path("reward").asDouble())
        .isGreaterThan(1);
    Run wrong = Run.of("export", run.toString(), "--format", "jsnl");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(wrong.err()).contains("did you mean 'jsonl'?");
  }

  @Test
  void aModelIsToldOfEarlierRunsOnlyWhereTheUserAsksAndNeverInASuite() throws IOException {
    String task = folder.resolve("transpose.json").toString();
    String model = "replay:" + transcript("transpose");
    String runs = folder.resolve("runs").toString();
    Map<String, String> told = Map.of("WARPSMITH_MEMORY", runs);
    String[] team = {
      "--coder", model, "--coder-options", "prompts=any", "--judge", "none", "--rounds", "2"
    };
    Path remembering = folder.resolve("remembering");
    Run run = Run.of(told, concat(team, "optimize", task, "--runs", remembering.toString()));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(only(remembering, "coder-prompt-1.txt"))
        .contains("What earlier runs of such tasks tried on this GPU", "float4", "transpose, mod");
    assertThat(only(remembering, "memory.json")).contains("\"family\" : \"layout\"");

    Path suite = folder.resolve("suite");
    Run many = Run.of(told, concat(team, "suite", task, "--out", suite.toString()));
    assertThat(many.code()).as(many.err()).isZero();
    try (Stream<Path> files = Files.walk(suite)) {
      assertThat(files.filter(Files::isRegularFile).map(RecordedRunIT::read))
          .hasSizeGreaterThan(5)
          .noneMatch(text -> text.contains("What earlier runs of such tasks"))
          .noneMatch(text -> text.contains("\"family\" : \"layout\""));
    }
  }

  private static String[] concat(String[] more, String... first) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  /** Returns the first file of a name below a folder. */
  private static String only(Path below, String name) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return read(files.filter(file -> file.endsWith(name)).sorted().findFirst().orElseThrow());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
