package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proves the claim of a real run again, from what it sends to somebody else. */
class VerifyIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  @Test
  void holdsWhatTheRunClaimsAndFindsAForgedTime() throws IOException {
    Path task = Files.writeString(folder.resolve("saxpy.cu"), Sources.SAXPY);
    Run run = Run.of("optimize", task.toString(), "--rounds", "1", "--runs", folder + "/runs");
    assertThat(run.code()).as(run.err()).isZero();
    Path evidence = Files.move(only().resolve("evidence.json"), folder.resolve("sent.json"));
    Run honest = Run.of("verify", evidence.toString(), "--fresh-seed", "5", "--json");
    assertThat(honest.code()).as(honest.out() + honest.err()).isZero();
    JsonNode json = JSON.readTree(honest.out());
    assertThat(json.path("claims").findValuesAsText("outcome")).containsOnly("held");
    assertThat(json.path("claims").findValuesAsText("claim"))
        .contains("computes, fresh seeds", "candidate's time", "speedup");
    double micros =
        JSON.readTree(evidence.toFile()).path("claim").path("time").path("micros").asDouble();
    Files.writeString(
        evidence,
        Files.readString(evidence).replace("\"micros\" : " + micros, "\"micros\" : " + micros / 2));
    Run forged = Run.of("verify", evidence.toString());
    assertThat(forged.code()).as(forged.out()).isEqualTo(ExitCode.FAILED.number());
    assertThat(forged.out())
        .containsPattern("evidence bundle +did not hold +the bundle was changed")
        .containsPattern("candidate's time +did not hold ")
        .containsPattern("Not verified: [0-9]+ claims held, [23] did not, 0 could not be checked");
  }

  private Path only() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("runs/saxpy"))) {
      return runs.findFirst().orElseThrow();
    }
  }
}
