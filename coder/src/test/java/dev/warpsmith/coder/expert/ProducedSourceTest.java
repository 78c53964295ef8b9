package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernels.device.Gpus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares first drafts, most of them for an H200, with stored sources, so that a reviewer sees
 * what a change does to them.
 *
 * <p>What was written instead lies in {@code target/golden}; copy it over the stored file if it is
 * better.
 */
class ProducedSourceTest {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "softmax",
        "gelu",
        "matmul",
        "transpose",
        "cumsum",
        "argmax",
        "column_sum",
        "cross_entropy",
        "kernelbench/1/80",
        "kernelbench/2/20"
      })
  void writesTheStoredSource(String task) throws IOException {
    assertStored(CODER, task, task.replace('/', '_'));
  }

  /** An RTX 4090 multiplies float32 no faster on tensor cores. */
  @ParameterizedTest
  @ValueSource(strings = {"matmul", "kernelbench/1/80"})
  void writesProductsForTheFmaPipe(String task) throws IOException {
    ExpertCoder coder = new ExpertCoder(Gpus.find("rtx4090"));
    assertStored(coder, task, task.replace('/', '_') + "_rtx4090");
  }

  private static void assertStored(ExpertCoder coder, String task, String name) throws IOException {
    String text =
        coder.write(new Assignment.Draft(BuiltInTasks.find(task).orElseThrow())).source().text();
    Path actual = Path.of("target", "golden", name + ".cu");
    Files.createDirectories(actual.getParent());
    Files.writeString(actual, text);
    assertThat(text).as("%s, written to %s", name, actual).isEqualTo(stored(name));
  }

  private static String stored(String name) throws IOException {
    try (InputStream in = ProducedSourceTest.class.getResourceAsStream(name + ".cu")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
