package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proves naive kernels of built-in problems; all 200 with {@code -Dwarpsmith.kernelbench=all}. */
class KernelBenchProveIT {
  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  private String report() {
    return folder.resolve("report.jsonl").toString();
  }

  @Test
  void provesProblemsSaysWhichAreDegenerateAndGoesOnWithItsReport() throws IOException {
    boolean all = "all".equals(System.getProperty("warpsmith.kernelbench"));
    String levels = all ? "1,2" : "1";
    String problems = all ? "1-100" : "19,98";
    String[] command = {
      "kernelbench",
      "prove",
      "--level",
      levels,
      "--problems",
      problems,
      "--report",
      report(),
      "--json"
    };
    Run run = Run.of(command);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.path("passed").asInt()).isEqualTo(all ? 200 : 2);
    assertThat(json.path("results").findValuesAsText("verdict")).containsOnly("Passed");
    assertThat(json.path("degenerate").asInt()).isPositive().isLessThan(all ? 100 : 2);
    assertThat(Run.of(command).err()).contains("(known)");
    assertThat(Files.readAllLines(Path.of(report()))).hasSize(all ? 200 : 2);
  }

  @Test
  void saysWhatIsWrongWithASelection() {
    Run level = Run.of("kernelbench", "prove", "--level", "3", "--report", report());
    assertThat(level.code()).isEqualTo(2);
    assertThat(level.err()).contains("--level 3 has no problem that is built in; expected 1, 2");
    Run problems = Run.of("kernelbench", "prove", "--problems", "x", "--report", report());
    assertThat(problems.code()).isEqualTo(2);
    assertThat(problems.err()).contains("--problems is 'x'; expected numbers and ranges");
  }
}
