package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardFloorTest {
  private static final GpuSpec GPU = Gpus.find("h200");
  private static final double MEBI = 1 << 20;

  @TempDir Path folder;

  @Test
  void readsInputsAndWritesWhatExceedsTheCache() {
    double read = 2 * 64 * MEBI;
    double written = 64 * MEBI - GPU.l2Bytes();

    assertThat(floor("x: f32[n, n]", "y: f32[n, n]", "z = add(x, y)"))
        .isCloseTo((read + written) / (GPU.dramGbps() * 1e3), withPercentage(0.1));
  }

  @Test
  void countsAProductOnceSplitInThreeOnTensorCores() {
    double products = 2.0 * 4096 * 4096 * 4096;

    assertThat(floor("x: f32[n, n]", "y: f32[n, n]", "z = matmul(x, y)"))
        .isCloseTo(3 * products / (GPU.tensor().fp16() * 1e6), withPercentage(0.1));
  }

  @Test
  void countsHalfOfASymmetricProduct() {
    double products = 1.0 * 4096 * 4096 * 4096;

    assertThat(
            floor(
                "x: f32[n, n]", "y: f32[n, n]", "p = matmul(x, x, transpose_b=true)", "z = exp(p)"))
        .isCloseTo(3 * products / (GPU.tensor().fp16() * 1e6), withPercentage(0.1));
  }

  @Test
  void countsNoProductThatAlgebraRemoves() {
    double moved = 2 * 64 * MEBI / (GPU.dramGbps() * 1e3);

    assertThat(
            floor(
                "x: f32[n, n]",
                "y: f32[n, n]",
                "p = matmul(x, y)",
                "s = mul(p, 0.5)",
                "z = sum(s, dim=1)"))
        .isCloseTo(moved, withPercentage(0.1));
    assertThat(
            floor(
                "x: f32[n, n]",
                "y: f32[n, n]",
                "p = matmul(x, y)",
                "s = relu(p)",
                "z = sum(s, dim=1)"))
        .isGreaterThan(5 * moved);
  }

  private double floor(String x, String y, String... graph) {
    String json =
        "{ \"name\": \"t\", \"dims\": {\"n\": 4096}, \"inputs\": {"
            + input(x)
            + ", "
            + input(y)
            + "}, \"graph\": [\""
            + String.join("\", \"", graph)
            + "\"], \"outputs\": [\"z\"] }";
    try {
      Task task = TaskReader.read(Files.writeString(folder.resolve("t.json"), json).toString());
      return new HardFloor(task, GPU).micros();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String input(String declaration) {
    int colon = declaration.indexOf(':');
    return "\""
        + declaration.substring(0, colon)
        + "\": \""
        + declaration.substring(colon + 2)
        + "\"";
  }
}
