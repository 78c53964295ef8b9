package dev.warpsmith.kernelbench.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.device.Gpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MeasurementsTest {
  private static final String SET =
      """
      { "format": 1, "gpu": "h100", "caches": "cold", "source": "s", "protocol": "p",
        "rows": [ {"kernel": "k", "family": "f", "dims": {"n": 64}, "micros": 2.5} ] }
      """;
  private static final String KERNEL =
      """
      // @task k "y = x"
      // @dim n = 1024
      // @size check: n = 7
      // @input x: f32[n] ~ constant(0)
      // @output y: f32[n]
      // @launch k<<<(1), (32)>>>(x, y, n)
      extern "C" __global__ void k(const float* x, float* y, int n) {}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.warpsmith.kernelbench.validation.Measurements#builtIn")
  void builtInSetsNameGpuSourceAndKernels(String name) {
    MeasurementSet set = Measurements.read(name);

    assertThat(Gpus.find(set.gpu()).name()).isEqualTo(set.gpu());
    assertThat(set.source()).isNotBlank();
    assertThat(set.rows()).isNotEmpty().allMatch(row -> row.kernel().kernels().isPresent());
  }

  @Test
  void aFileNamesKernelsBesideIt() throws IOException {
    MeasurementSet set = Measurements.read(write(SET));

    assertThat(set.name()).isEqualTo("mine");
    assertThat(set.rows()).hasSize(1);
    assertThat(set.rows().get(0)).hasToString("k n = 64");
    assertThat(set.leftOut(set.rows().get(0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"micros\": 2.5 | \"micros\": 0 | rows[0].micros is 0, expected a positive number",
        "\"micros\": 2.5 | \"micros\": \"x\" | rows[0].micros is \"x\", expected a positive",
        "{\"n\": 64} | {\"m\": 64} | rows[0].dims has [m], expected [n] of k",
        "{\"n\": 64} | {\"n\": 0} | rows[0].dims.n is 0, expected a positive whole number",
        "\"format\": 1 | \"format\": 2 | format is 2, expected 1",
        "\"cold\" | \"warm\" | caches is 'warm', expected 'cold'",
        "\"source\": \"s\", | | source is missing, expected a text",
        "\"kernel\": \"k\" | \"kernel\": \"other\" | no such file",
        "] } | ] | not JSON",
      })
  void badSetsSayWhere(String text, String instead, String message) throws IOException {
    String file = write(SET.replace(text, instead == null ? "" : instead));

    assertThatThrownBy(() -> Measurements.read(file))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void unknownNamesListTheKnown() {
    assertThatThrownBy(() -> Measurements.read("rtx4070-simple-kernel"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("did you mean")
        .hasMessageContaining("rtx-a6000-sgemm-ladder");
    assertThatThrownBy(() -> Measurements.read(folder.resolve("none.json").toString()))
        .hasMessageContaining("no such file");
  }

  private String write(String set) throws IOException {
    Files.createDirectories(folder.resolve("kernels"));
    Files.writeString(folder.resolve("kernels/k.cu"), KERNEL);
    return Files.writeString(folder.resolve("mine.json"), set).toString();
  }
}
