package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves what the schedules render, at odd sizes, on the emulated GPU.
 *
 * <p>{@code -Dwarpsmith.moves=all} proves every move from every draft instead of a few.
 */
class ExpertCoderIT {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    String matrix = "m = 37, n = 516";
    String odd = "m = 3, n = 131";
    return Stream.of(
        Arguments.of("gelu", GraphTasks.of("n = 5000", "n = 1003", "x[n]", "y = gelu(x)")),
        Arguments.of(
            "broadcasts",
            GraphTasks.of(matrix, odd, "x[m, n]; b[n]; s[m, 1]", "y = mul(gelu(add(x, b)), s)")),
        Arguments.of(
            "masks, read and written",
            GraphTasks.of(
                matrix,
                odd,
                "x[m, n]; bool k[m, n]; b[n]",
                "c = gt(x, b)",
                "y = where(c, mul(x, k), neg(x))")),
        Arguments.of(
            "a mask that is the result", GraphTasks.of(matrix, odd, "x[m, n]", "y = ge(x, 0.25)")),
        Arguments.of(
            "a masked scan",
            GraphTasks.of(matrix, odd, "x[m, n]; bool k[m, n]", "y = cumsum(mul(x, k), dim=1)")),
        Arguments.of(
            "a masked mean of columns",
            GraphTasks.of(matrix, odd, "x[m, n]; bool k[m, n]", "y = mean(mul(x, k), dim=0)")),
        Arguments.of(
            "one row of operands that lack a dim",
            GraphTasks.of(
                matrix,
                odd,
                "x[m, n]; bool k[n]; s[m, 1]",
                "y = mean(mul(mul(x, k), s), dim=[0, 1])")),
        Arguments.of("softmax", GraphTasks.of(matrix, odd, "x[m, n]", "y = softmax(x, dim=1)")),
        Arguments.of(
            "log_softmax of a long row",
            GraphTasks.of(
                "m = 2, n = 20000", "m = 1, n = 1001", "x[m, n]", "y = log_softmax(x, dim=1)")),
        Arguments.of(
            "layer norm",
            GraphTasks.of(
                matrix,
                odd,
                "x[m, n]; w[n]; b[n]",
                "c = mean(x, dim=1, keepdim=true)",
                "d = sub(x, c)",
                "v = mean(mul(d, d), dim=1, keepdim=true)",
                "y = add(mul(mul(d, rsqrt(add(v, 0.00001))), w), b)")),
        Arguments.of(
            "chain into a sum",
            GraphTasks.of(matrix, odd, "x[m, n]", "y = sum(mul(x, sigmoid(x)), dim=1)")),
        Arguments.of(
            "full sum",
            GraphTasks.of("m = 300, n = 516", odd, "x[m, n]", "y = sum(x, dim=[0, 1])")),
        Arguments.of(
            "column sum",
            GraphTasks.of("m = 300, n = 516", odd, "x[m, n]; s[n]", "y = mul(sum(x, dim=0), s)")),
        Arguments.of(
            "middle max",
            GraphTasks.of(
                "m = 5, n = 40, k = 36",
                "m = 2, n = 7, k = 5",
                "x[m, n, k]; b[n, 1]; s[m, 1, k]",
                "y = max(mul(add(x, b), s), dim=1)")),
        Arguments.of(
            "matmul",
            GraphTasks.of(
                "m = 132, n = 260, k = 68",
                "m = 65, n = 130, k = 33",
                "a[m, k]; b[k, n]",
                "y = matmul(a, b)")),
        Arguments.of(
            "linear and relu",
            GraphTasks.of(
                "m = 132, n = 260, k = 68",
                "m = 5, n = 13, k = 3",
                "a[m, k]; w[n, k]; b[n]; r[m, n]",
                "y = relu(add(linear(a, w, b), r))")),
        Arguments.of(
            "product of transposed matrices",
            GraphTasks.of(
                "m = 133, n = 261, k = 67",
                "m = 66, n = 132, k = 36",
                "a[k, m]; b[n, k]",
                "y = matmul(a, b, transpose_a=true, transpose_b=true)")),
        Arguments.of(
            "batched product and broadcasts",
            GraphTasks.of(
                "p = 3, m = 70, n = 66, k = 40",
                "p = 2, m = 17, n = 33, k = 5",
                "a[p, m, k]; b[p, k, n]; r[p, 1, n]; s[m, 1]",
                "y = relu(add(mul(matmul(a, b), s), r))")),
        Arguments.of(
            "linear layer of a batch",
            GraphTasks.of(
                "p = 3, q = 2, m = 40, n = 66, k = 40",
                "p = 2, q = 3, m = 17, n = 33, k = 5",
                "a[p, q, m, k]; w[n, k]; b[n]; r[p, 1, m, 1]",
                "y = mul(linear(a, w, b), r)")),
        Arguments.of(
            "matrix and vector",
            GraphTasks.of(
                "m = 1000, n = 1, k = 1204",
                "m = 5, n = 3, k = 33",
                "a[m, k]; b[k, n]; r[m, n]",
                "y = add(matmul(a, b), r)")),
        Arguments.of(
            "a few rows of half precision",
            GraphTasks.of(
                "m = 6, n = 300, k = 301",
                "m = 3, n = 66, k = 36",
                "f16 a[k, m]; f16 b[k, n]; f16 c[n]",
                "y = add(matmul(a, b, transpose_a=true), c)")),
        Arguments.of(
            "deep product of few tiles",
            GraphTasks.of(
                "m = 40, n = 50, k = 2000",
                "m = 3, n = 66, k = 36",
                "a[m, k]; w[n, k]; b[n]",
                "y = relu(linear(a, w, b))")),
        Arguments.of(
            "half precision gelu",
            GraphTasks.of(
                "m = 37, n = 520", odd, "f16 x[m, n]; f16 b[n]", "y = gelu(add(mul(x, 2), b))")),
        Arguments.of(
            "half precision softmax",
            GraphTasks.of("m = 37, n = 520", odd, "f16 x[m, n]", "y = softmax(x, dim=1)")),
        Arguments.of(
            "bfloat16 root mean square norm",
            GraphTasks.of(
                "m = 37, n = 520",
                odd,
                "bf16 x[m, n]; bf16 w[n]; bf16 s[m, 1]",
                "q = mean(mul(x, x), dim=1, keepdim=true)",
                "y = mul(mul(mul(x, rsqrt(add(q, 0.01))), w), s)")),
        Arguments.of(
            "half precision column sum",
            GraphTasks.of(
                "m = 300, n = 520", odd, "f16 x[m, n]; f16 s[n]", "y = mul(sum(x, dim=0), s)")),
        Arguments.of(
            "half precision product",
            GraphTasks.of(
                "m = 68, n = 36, k = 20",
                "m = 5, n = 13, k = 3",
                "f16 a[m, k]; f16 b[k, n]; f16 c[n]",
                "y = relu(add(matmul(a, b), c))")),
        Arguments.of(
            "a softmax that needs the naive kernel",
            GraphTasks.of(
                matrix, odd, "x[m, n]; b[n]", "y = max(add(softmax(relu(x), dim=0), b), dim=1)")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void draftsAndMovesPassEveryGate(String name, Task task) {
    List<String> problems = new ArrayList<>();
    try (ProvingGround ground = new ProvingGround(task)) {
      Candidate draft = CODER.write(new Assignment.Draft(task));
      problems.add(ground.problem(draft));
      for (Move move : chosen(ground.moves(CODER, draft))) {
        String problem = ground.problem(CODER.apply(task, draft, move.text()));
        problems.add(problem.isEmpty() ? "" : move.text() + ": " + problem);
      }
    }
    assertThat(problems).as(name).allMatch(String::isEmpty);
  }

  private static List<Move> chosen(List<Move> moves) {
    if ("all".equals(System.getProperty("warpsmith.moves"))) {
      return moves;
    }
    List<Move> shuffled = new ArrayList<>(moves);
    java.util.Collections.shuffle(shuffled, new Random(1));
    return shuffled.subList(0, Math.min(1, shuffled.size()));
  }
}
