package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles real kernels on the emulated GPU and reads what the command says of them. */
class ProfileIT {
  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** Blocks as large as those of the candidates: smaller ones wait for the block scheduler. */
  private static final String OF_256 = Sources.SAXPY.replace("64 | 128 | 256", "256 | 128 | 64");

  @Test
  void saysWhatLimitsFirstThenThePeaksAndTheSource() throws IOException {
    Run run = Run.of("profile", write("saxpy.cu", Sources.SAXPY));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches("saxpy<<<16384, 64>>>  .* of 16384 blocks.*"))
        .anyMatch(line -> line.startsWith("  limited by  "))
        .anyMatch(
            line -> line.matches("  % of peak   SM pipes +[0-9]+ %  [#.]{24}  issue [0-9]+.*"))
        .anyMatch(line -> line.matches(" {14}DRAM +[0-9]+ %  [#.]{24}  8.39 MB read, 4.19 MB .*"))
        // 2 operations for 12 bytes of traffic; 67 TFLOP/s over 4.8 TB/s.
        .anyMatch(line -> line.startsWith("  roofline    0.167 FLOP per DRAM byte, ridge at 14.0"))
        .anyMatch(line -> line.matches("  occupancy   100 %, 32 blocks per SM, limited by .*"))
        .anyMatch(line -> line.startsWith("  loads       262 k sectors, 4.00 per request, lanes"))
        .anyMatch(line -> line.matches("  saxpy.cu:12 .*  if \\(i < n\\) y\\[i\\] = a .*"));
  }

  @Test
  void comparesTwoCandidatesWithWhatBindsOnTop() throws IOException {
    String task = write("saxpy.cu", OF_256);
    String worse = write("worse.cu", Sources.saxpy("if (i < n) y[i] = a * x[i / 32 * 32] + z[i];"));
    String strided = write("strided.cu", Sources.saxpy(strided()));
    Run refused = Run.of("profile", task, "--compare", worse);
    assertThat(refused.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(refused.err()).contains("no profile of " + worse + ": WrongNumerics");
    Run run = Run.of("profile", task, "--compare", strided);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines().toList().subList(0, 5))
        .anyMatch(line -> line.matches(" +naive +strided.cu"))
        .anyMatch(line -> line.matches("time, modelled .* us .* us  .*x slower, modelled"));
    assertThat(run.out().lines().filter(line -> line.contains("__")))
        .first()
        .asString()
        .matches(".*(sectors|hit_rate|dram|lts).*");
  }

  /** One element of each sector at a time: every sector is asked for eight times. */
  private static String strided() {
    return "int j = i < n / 8 * 8 ? i % (n / 8) * 8 + i / (n / 8) : i;"
        + " if (i < n) y[j] = a * x[j] + z[j];";
  }

  @Test
  void writesEverythingAsJson() throws IOException {
    String task = write("saxpy.cu", OF_256);
    String strided = write("strided.cu", Sources.saxpy(strided()));
    Run run = Run.of(Map.of(), "profile", task, "--compare", strided, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    JsonNode kernel = json.path("kernels").path(0);
    assertThat(json.path("timing").path("clock").asText()).isEqualTo("modelled");
    assertThat(kernel.path("bounds").path(0).path("resource").asText()).isNotEmpty();
    assertThat(kernel.path("roofline").path("roof").asText()).isEqualTo("memory");
    assertThat(kernel.path("hotSpots").path(0).path("source").asText()).startsWith("if (i < n) y");
    assertThat(kernel.path("metrics").size()).isGreaterThan(60);
    JsonNode compared = json.path("compared");
    assertThat(compared.path("speedup").path("clock").asText()).isEqualTo("modelled");
    assertThat(compared.path("speedup").path("ratio").asDouble()).isBetween(0.01, 0.99);
    assertThat(compared.path("changes").path(0).path("score").asDouble()).isPositive();
  }
}
