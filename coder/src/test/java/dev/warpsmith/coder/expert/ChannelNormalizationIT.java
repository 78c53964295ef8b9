package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Gpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves normalizations by channel, and views, on the emulated GPU. */
class ChannelNormalizationIT {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(
            "of a batch, between operators",
            GraphTasks.of(
                "n = 8, c = 16, h = 20, w = 20",
                "n = 3, c = 5, h = 7, w = 6",
                "x[n, c, h, w]; g[c]; b[c]",
                "y = tanh(batch_norm(relu(x), g, b))")),
        Arguments.of(
            "of a batch of rows",
            GraphTasks.of(
                "n = 64, c = 200",
                "n = 7, c = 9",
                "x[n, c]; g[c]; b[c]",
                "y = batch_norm(x, g, b)")),
        Arguments.of(
            "of groups",
            GraphTasks.of(
                "n = 4, c = 32, h = 16, w = 18",
                "n = 3, c = 12, h = 5, w = 6",
                "x[n, c, h, w]; g[c]; b[c]; s[c, 1, 1]",
                "y = mul(group_norm(gelu(x), g, b, num_groups=4), s)")),
        Arguments.of(
            "of groups of rows, and a reshape of what a kernel made",
            GraphTasks.of(
                "n = 40, c = 128",
                "n = 5, c = 16",
                "x[n, c]; g[c]; b[c]",
                "t = group_norm(x, g, b, num_groups=8)",
                "y = relu(reshape(t, shape=[n * c]))")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void draftPassesEveryGate(String name, Task task) {
    assertThat(ProvingGround.problems(CODER, task, 0)).as(name).isEmpty();
  }
}
