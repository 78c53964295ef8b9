package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves reductions along rows, at odd sizes, on the emulated GPU: the draft, and a setting of it
 * that drafts seldom choose.
 *
 * <p>{@code -Dwarpsmith.moves=all} proves every move from every draft too.
 */
class RowKernelIT {
  private static final String MATRIX = "m = 37, n = 516";
  private static final String ODD = "m = 3, n = 131";
  private static final String LONG = "m = 2, n = 20000";
  private static final String SHORT = "m = 1, n = 1001";

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(
            "softmax with a running maximum",
            "online = 1, cache = none, items = 2",
            GraphTasks.of(MATRIX, ODD, "x[m, n]", "y = softmax(mul(x, 3), dim=1)")),
        Arguments.of(
            "log_softmax with a running maximum, kept in shared memory",
            "online = 1, cache = shared",
            GraphTasks.of(MATRIX, ODD, "x[m, n]", "y = log_softmax(x, dim=1)")),
        Arguments.of(
            "logsumexp with the maximum first",
            "online = 0",
            GraphTasks.of(MATRIX, ODD, "x[m, n]", "y = logsumexp(x, dim=1)")),
        Arguments.of(
            "softmax of rows that several blocks share",
            "online = 0",
            GraphTasks.of(LONG, SHORT, "x[m, n]", "y = softmax(x, dim=1)")),
        Arguments.of(
            "layer norm of rows that several blocks share",
            "split = 3",
            GraphTasks.of(
                LONG,
                SHORT,
                "x[m, n]; w[n]",
                "d = sub(x, mean(x, dim=1, keepdim=true))",
                "v = mean(square(d), dim=1, keepdim=true)",
                "y = mul(mul(d, rsqrt(add(v, 0.00001))), w)")),
        Arguments.of(
            "argmax and argmin of a chain",
            "threads = 64, rows = 1",
            GraphTasks.of(MATRIX, ODD, "x[m, n]", "y = argmax(round(mul(x, 2)), dim=1)")),
        Arguments.of(
            "argmin of rows that several blocks share",
            "split = 5",
            GraphTasks.of(LONG, SHORT, "x[m, n]", "y = argmin(round(mul(x, 2)), dim=1)")),
        Arguments.of(
            "argmax of rows whose last block finishes",
            "split = 5, finish = last",
            GraphTasks.of(LONG, SHORT, "x[m, n]", "y = argmax(round(mul(x, 2)), dim=1)")),
        Arguments.of(
            "the largest of rows whose last block finishes, in half precision",
            "split = 7, finish = last",
            GraphTasks.of(LONG, SHORT, "f16 x[m, n]", "y = max(x, dim=1)")),
        Arguments.of(
            "variances of rows by what two passes found",
            "split = 3, finish = last",
            GraphTasks.of(
                LONG,
                SHORT,
                "x[m, n]",
                "d = sub(x, mean(x, dim=1, keepdim=true))",
                "y = sqrt(mean(square(d), dim=1))")),
        Arguments.of(
            "sums of rows of 2^20 added atomically",
            "split = 9, finish = add",
            GraphTasks.of("m = 2, n = 1048576", "m = 3, n = 1", "x[m, n]", "y = sum(x, dim=1)")),
        Arguments.of(
            "means of rows added atomically",
            "split = 3, finish = add",
            GraphTasks.of(LONG, SHORT, "x[m, n]", "y = mul(mean(x, dim=1), 3)")),
        Arguments.of(
            "cross entropy",
            "threads = 32, rows = 4",
            GraphTasks.of(
                MATRIX,
                ODD,
                "x[m, n]; i64 t[m]",
                "y = mean(sub(logsumexp(x, dim=1), gather(x, t, dim=1)), dim=0)")),
        Arguments.of(
            "a gather from what the row computes",
            "online = 1, cache = none, items = 1",
            GraphTasks.of(
                MATRIX, ODD, "x[m, n]; i64 t[m]", "y = gather(log_softmax(x, dim=1), t, dim=1)")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void draftAndVariantPassEveryGate(String name, String variant, Task task) {
    assertThat(ProvingGround.problems(task, variant)).as(name).isEmpty();
  }
}
