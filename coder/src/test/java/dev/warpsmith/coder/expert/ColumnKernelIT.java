package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves reductions along dims that others follow, at odd sizes, on the emulated GPU: the draft,
 * and a setting of it that drafts seldom choose.
 *
 * <p>{@code -Dwarpsmith.moves=all} proves every move from every draft too.
 */
class ColumnKernelIT {
  private static final String MATRIX = "m = 300, n = 516";
  private static final String ODD = "m = 131, n = 13";
  private static final String CUBE = "m = 5, n = 40, k = 36";
  private static final String SMALL = "m = 2, n = 7, k = 5";

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(
            "softmax of columns",
            "cache = none, items = 4",
            GraphTasks.of(MATRIX, ODD, "x[m, n]", "y = softmax(x, dim=0)")),
        Arguments.of(
            "softmax of columns with a running maximum",
            "online = 1, cache = none, items = 4",
            GraphTasks.of(CUBE, SMALL, "x[m, n, k]", "y = log_softmax(x, dim=1)")),
        Arguments.of(
            "softmax of columns that several blocks share",
            "cache = none, items = 2, split = 3",
            GraphTasks.of(CUBE, SMALL, "x[m, n, k]", "y = softmax(x, dim=1)")),
        Arguments.of(
            "normalisation over a middle dim",
            "x = 2, y = 64",
            GraphTasks.of(
                CUBE,
                SMALL,
                "x[m, n, k]; w[n, 1]; s[m, 1, 1]",
                "v = mean(square(x), dim=1, keepdim=true)",
                "y = mul(mul(mul(x, rsqrt(add(v, s))), w), 3)")),
        Arguments.of(
            "logsumexp of columns",
            "split = 4",
            GraphTasks.of(MATRIX, ODD, "x[m, n]; b[n]", "y = add(logsumexp(x, dim=0), b)")),
        Arguments.of(
            "argmax of columns",
            "split = 3",
            GraphTasks.of(MATRIX, ODD, "x[m, n]", "y = argmax(round(x), dim=0)")),
        Arguments.of(
            "argmax of columns whose last block finishes",
            "split = 3, finish = last",
            GraphTasks.of(MATRIX, ODD, "x[m, n]", "y = argmax(round(x), dim=0)")),
        Arguments.of(
            "means of columns whose last block finishes, in half precision",
            "x = 4, y = 16, vector = 2, cache = none, split = 5, finish = last",
            GraphTasks.of(CUBE, SMALL, "f16 x[m, n, k]", "y = mean(x, dim=1)")),
        Arguments.of(
            "normalisation of columns by what two passes found",
            "cache = none, split = 2, finish = last",
            GraphTasks.of(
                MATRIX,
                ODD,
                "x[m, n]",
                "d = sub(x, mean(x, dim=0, keepdim=true))",
                "y = mean(square(d), dim=0)")),
        Arguments.of(
            "sums of columns added atomically",
            "cache = none, split = 3, finish = add",
            GraphTasks.of(MATRIX, ODD, "x[m, n]", "y = sum(x, dim=0)")),
        Arguments.of(
            "means over a middle dim added atomically",
            "x = 8, y = 8, vector = 2, cache = none, split = 3, finish = add",
            GraphTasks.of(
                CUBE, SMALL, "f16 x[m, n, k]; w[k]", "y = mul(mean(mul(x, w), dim=1), 3)")),
        Arguments.of(
            "argmin over a middle dim",
            "x = 64, y = 4",
            GraphTasks.of(CUBE, SMALL, "x[m, n, k]", "y = argmin(round(x), dim=1)")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void draftAndVariantPassEveryGate(String name, String variant, Task task) {
    assertThat(ProvingGround.problems(task, variant)).as(name).isEmpty();
  }
}
