package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Gpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves scans, with a move from each draft, on the emulated GPU. */
class ScanKernelIT {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(
            "two long rows",
            GraphTasks.of(
                "m = 2, n = 262144", "m = 2, n = 20001", "x[m, n]", "y = cumsum(x, dim=1)")),
        Arguments.of(
            "odd rows, with operators before and after",
            GraphTasks.of(
                "m = 37, n = 2051",
                "m = 3, n = 131",
                "x[m, n]; b[n]; s[m, 1]",
                "y = sub(mul(cumsum(gelu(add(x, b)), dim=1), s), x)")),
        Arguments.of(
            "short rows in half precision",
            GraphTasks.of(
                "m = 301, n = 20", "m = 3, n = 5", "f16 x[m, n]", "y = cumsum(x, dim=1)")),
        Arguments.of(
            "rows of one element",
            GraphTasks.of(
                "m = 700, n = 1", "m = 13, n = 1", "x[m, n]; b[m, n]", "y = cumsum(add(x, b), 1)")),
        Arguments.of(
            "columns of a middle dim",
            GraphTasks.of(
                "a = 3, b = 70, c = 100",
                "a = 2, b = 31, c = 33",
                "x[a, b, c]; w[a, 1, c]",
                "y = sub(cumsum(mul(x, w), dim=1), x)")),
        Arguments.of(
            "products",
            GraphTasks.of("m = 100, n = 40", "m = 13, n = 7", "x[m, n]", "y = cumprod(x, dim=1)")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void draftAndMovePassEveryGate(String name, Task task) {
    assertThat(ProvingGround.problems(CODER, task, 1)).as(name).isEmpty();
  }
}
