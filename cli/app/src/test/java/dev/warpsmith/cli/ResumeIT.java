package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills runs at random moments and goes on with them. */
class ResumeIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KILLS = 4;

  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  private Forked optimize(String runs) throws IOException {
    return Forked.start(
        folder,
        Map.of(),
        "optimize",
        "saxpy.cu",
        "--judge",
        "random",
        "--rounds",
        "3",
        "--json",
        "--runs",
        runs);
  }

  @Test
  void endsAsIfItHadNotBeenKilledAndRepeatsNothing() throws Exception {
    Files.writeString(folder.resolve("saxpy.cu"), Sources.SAXPY);
    long begin = System.nanoTime();
    Run whole = optimize("whole").end();
    assertThat(whole.code()).as(whole.err()).isZero();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    Random random = new Random(42);
    for (int kill = 0; kill < KILLS; kill++) {
      String runs = "killed" + kill;
      Forked forked = optimize(runs);
      while (forked.alive() && journal(runs).isEmpty()) {
        Thread.sleep(20);
      }
      Thread.sleep((long) (0.7 * millis * random.nextDouble()));
      forked.kill();
      isTheSame(whole, resumed(runs), runs);
    }
  }

  private Run resumed(String runs) throws Exception {
    String run = folder.relativize(only(runs)).toString();
    return Forked.start(folder, Map.of(), "optimize", "--resume", run, "--json").end();
  }

  private Path only(String runs) throws IOException {
    Path saxpy = folder.resolve(runs).resolve("saxpy");
    try (Stream<Path> all = Files.list(saxpy)) {
      return all.findFirst().orElseThrow();
    }
  }

  private void isTheSame(Run whole, Run resumed, String runs) throws IOException {
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(result(resumed)).isEqualTo(result(whole));
    assertThat(only(runs).resolve("best.cu"))
        .hasSameTextualContentAs(only("whole").resolve("best.cu"));
    List<String> finished = finished(only(runs));
    assertThat(finished).as("finished steps").doesNotHaveDuplicates();
    assertThat(finished).containsExactlyInAnyOrderElementsOf(finished(only("whole")));
  }

  /** Returns a result without what differs from run to run. */
  private static JsonNode result(Run run) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(run.out());
    json.remove(List.of("seconds", "run"));
    ((ObjectNode) json.path("best")).remove("source");
    return json;
  }

  /** Returns everything that the journal says was done, but for sessions. */
  private static List<String> finished(Path run) throws IOException {
    List<String> done = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("journal.jsonl"))) {
      JsonNode event = JSON.readTree(line);
      String kind = event.path("event").asText();
      if (!kind.equals("session") && !kind.equals("end")) {
        done.add(
            kind
                + " "
                + event.path("round").asText()
                + event.path("subject").asText()
                + " "
                + event.path("step").asText());
      }
    }
    return done;
  }

  @Test
  void anInterruptedRunSaysHowToGoOn() throws Exception {
    Files.writeString(folder.resolve("saxpy.cu"), Sources.SAXPY);
    Forked forked = optimize("interrupted");
    while (forked.alive() && !journal("interrupted").contains("\"baseline\"")) {
      Thread.sleep(20);
    }
    forked.interrupt();
    Run run = forked.end();
    assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED.number());
    assertThat(run.err()).contains("Go on with: warpsmith optimize --resume interrupted/saxpy/");
    assertThat(JSON.readTree(run.out()).path("stopReason").asText()).isEqualTo("interrupted");
    assertThat(resumed("interrupted").code()).isZero();
  }

  /** Returns the journal of the only run in a folder; empty text as long as there is none. */
  private String journal(String runs) throws IOException {
    Path saxpy = folder.resolve(runs).resolve("saxpy");
    if (!Files.isDirectory(saxpy)) {
      return "";
    }
    try (Stream<Path> all = Files.list(saxpy)) {
      Path journal = all.findFirst().orElse(saxpy).resolve("journal.jsonl");
      return Files.exists(journal) ? Files.readString(journal) : "";
    }
  }

  @Test
  void aMissingCompilerIsTheEnvironmentAndSaysHowToInstallIt() throws Exception {
    Map<String, String> noTools = Map.of("PATH", "/nowhere", "CUDA_HOME", "/nowhere");
    Run doctor = Forked.start(folder, noTools, "doctor").end();
    Run check = Forked.start(folder, noTools, "check", "softmax").end();
    assertThat(List.of(doctor.code(), check.code())).containsOnly(ExitCode.ENVIRONMENT.number());
    assertThat(check.err()).startsWith("warpsmith: ").contains("install");
    assertThat(doctor.out()).contains("missing");
  }
}
