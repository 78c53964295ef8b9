package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benches real candidates of a small task in JMH's own JVMs. */
class BenchIT {
  private static final String TASK =
      """
      // @task   saxpy "a x plus y"
      // @dim    n = 1048576
      // @size   check: n = 1000
      // @input  x: f32[n] ~ uniform(-1, 1)
      // @input  y: f32[n] ~ uniform(-1, 1)
      // @output z: f32[n]
      """;
  private static final String KERNEL =
      """
      // @launch saxpy<<<(ceildiv(n, %d)), (%d)>>>(x, y, z, n)
      extern "C" __global__ void saxpy(const float* x, const float* y, float* z, int n) {
        int i = blockIdx.x * blockDim.x + threadIdx.x;
        if (i < n) z[i] = %sf * x[i] + y[i];
      }
      """;

  @Test
  void reportsModelledAndHostTimesApart(@TempDir Path folder) throws IOException {
    Nvcc.require();
    Path task = write(folder, "saxpy.cu", TASK + String.format(KERNEL, 32, 32, "2.0"));
    Path wide = write(folder, "wide.cu", String.format(KERNEL, 256, 256, "2.0"));
    Path wrong = write(folder, "wrong.cu", String.format(KERNEL, 256, 256, "2.5"));
    Run run =
        Run.of(
            "bench",
            task.toString(),
            wide.toString(),
            wrong.toString(),
            "--warmups=1",
            "--measurements=3",
            "--json",
            "--out=" + folder.resolve("out"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(wrong + ": WrongNumerics");
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.path("clock").asText()).isEqualTo("modelled");
    assertThat(report.path("candidates")).hasSize(2);
    JsonNode row = report.path("candidates").get(1);
    assertThat(row.path("speedup").asDouble()).isGreaterThan(1);
    assertThat(row.path("jmh").path("clock").asText()).isEqualTo("host");
    assertThat(row.path("jmh").path("samples").asInt()).isEqualTo(3);
    assertThat(new ObjectMapper().readTree(folder.resolve("out/jmh.json").toFile())).hasSize(2);
    assertThat(folder.resolve("out/report.md")).content().contains("not measured");
  }

  @Test
  void refusesABaselineThatIsWrong(@TempDir Path folder) throws IOException {
    Nvcc.require();
    Path task = write(folder, "saxpy.cu", TASK + String.format(KERNEL, 32, 32, "2.0"));
    Path wide = write(folder, "wide.cu", String.format(KERNEL, 256, 256, "2.0"));
    Path wrong = write(folder, "wrong.cu", String.format(KERNEL, 256, 256, "2.5"));
    Run run =
        Run.of(
            "bench",
            task.toString(),
            wide.toString(),
            "--baseline=" + wrong,
            "--out=" + folder.resolve("out"));
    assertThat(run.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(run.err())
        .contains(wrong + ": WrongNumerics")
        .contains("the baseline did not pass; name another: --baseline");
    assertThat(folder.resolve("out/report.md")).doesNotExist();
  }

  private static Path write(Path folder, String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
