package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernels.jcuda.FakeDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
    Map<String, String> environment =
        Map.of("LD_LIBRARY_PATH", driver.install().toString(), "WARPSMITH_LAUNCH_SECONDS", "2");
    return Forked.start(folder, environment, "gpu-check", "--tasks", "add.cu", "--out", "results")
        .end();
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
  void needsAGpu() {
    Run run = Run.of("gpu-check");
    assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(run.err()).contains("gpu-check needs a GPU, not emulated:h200: no NVIDIA driver");
  }
}
