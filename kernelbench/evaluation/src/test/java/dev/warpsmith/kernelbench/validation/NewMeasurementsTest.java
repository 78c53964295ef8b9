package dev.warpsmith.kernelbench.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Measurement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewMeasurementsTest {
  @TempDir Path folder;

  @Test
  void theirFileIsReadBackWithBuiltInKernels() throws IOException {
    MeasuredRow row = Measurements.read("h200-simple-kernels-cold").rows().get(0);
    Measurement measured = new Measurement(Clock.CUDA_EVENT, "a driver", List.of(4.0, 5.0004, 6.0));
    NewMeasurements made =
        new NewMeasurements(
            "h100",
            LaunchOptions.Caches.STEADY,
            "someone",
            "somehow",
            3.5,
            List.of(NewMeasurements.Row.of(row, measured, 12)));
    Path file = Files.writeString(folder.resolve("mine.json"), made.json());

    MeasurementSet read = Measurements.read(file.toString());

    assertThat(read.gpu()).isEqualTo("h100");
    assertThat(read.caches()).isEqualTo(LaunchOptions.Caches.STEADY);
    assertThat(read.floorMicros()).isEqualTo(3.5);
    assertThat(read.rows()).hasSize(1);
    assertThat(read.rows().get(0).toString()).isEqualTo(row.toString());
    assertThat(read.rows().get(0).micros()).isEqualTo(5.0);
    assertThat(read.rows().get(0).deviation()).isEqualTo(1.0);
  }

  @Test
  void theSameQuarterOfKernelsAndSizesIsHeldOutOnEveryGpu() throws IOException {
    try (InputStream set =
        Measurements.class.getResourceAsStream("h200-simple-kernels-cold.json")) {
      for (JsonNode row : new ObjectMapper().readTree(set).path("rows")) {
        Map<String, Long> dims = new LinkedHashMap<>();
        row.path("dims")
            .properties()
            .forEach(dim -> dims.put(dim.getKey(), dim.getValue().asLong()));
        assertThat(NewMeasurements.isHeldOut(row.path("kernel").asText(), dims))
            .as("%s %s", row.path("kernel"), dims)
            .isEqualTo(row.path("heldOut").asBoolean());
      }
    }
  }
}
