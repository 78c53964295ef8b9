package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves products on tensor cores on the emulated GPU: every gate, so inputs with NaN and
 * infinities and inputs a thousand times larger and smaller among them.
 */
class TensorProductIT {
  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(
            "in warps of 64 x 32, at odd sizes",
            "bm = 128, bn = 64, bk = 16, tm = 8, tn = 8, stages = 2, group = 1, split = 1, arithmetic = tf32x3",
            GraphTasks.of(
                "m = 128, n = 96, k = 64",
                "m = 67, n = 45, k = 39",
                "a[m, k]; b[k, n]",
                "y = matmul(a, b)")),
        Arguments.of(
            "transposed, batched, with an epilogue, of shared depth",
            "bm = 32, bn = 64, bk = 32, tm = 4, tn = 8, stages = 1, group = 2, split = 3, arithmetic = tf32x3",
            GraphTasks.of(
                "p = 2, m = 64, n = 64, k = 192",
                "p = 2, m = 35, n = 66, k = 69",
                "a[p, k, m]; b[p, n, k]; c[n]",
                "y = relu(add(matmul(a, b, transpose_a=true, transpose_b=true), c))")),
        Arguments.of(
            "of great depth",
            "bm = 32, bn = 32, bk = 16, tm = 4, tn = 8, stages = 2, group = 1, split = 1, arithmetic = tf32x3",
            GraphTasks.of(
                "m = 32, n = 32, k = 2048",
                "m = 19, n = 17, k = 2003",
                "a[m, k]; b[k, n]",
                "y = matmul(a, b)")),
        Arguments.of(
            "of a convolution in groups",
            "bm = 32, bn = 64, bk = 32, tm = 4, tn = 8, stages = 2, group = 1, split = 1, arithmetic = tf32x3",
            GraphTasks.of(
                "b = 2, c = 16, h = 8, w = 8, d = 32",
                "b = 2, c = 8, h = 7, w = 9, d = 12",
                "x[b, c, h, w]; w1[d, c / 4, 3, 3]; e[d]",
                "y = tanh(conv2d(x, w1, e, padding=1, groups=4))")),
        Arguments.of(
            "of a transposed convolution in phases",
            "bm = 64, bn = 64, bk = 16, tm = 4, tn = 8, stages = 2, group = 1, split = 1, arithmetic = tf32x3",
            GraphTasks.of(
                "b = 2, c = 16, h = 5, w = 6, d = 32",
                "b = 2, c = 4, h = 5, w = 6, d = 8",
                "x[b, c, h, w]; w1[c, d, 3, 5]",
                "y = conv_transpose2d(x, w1, stride=[2, 3], padding=[1, 2])")),
        Arguments.of(
            "of f16 in warps of 64 x 32, at odd sizes",
            "bm = 128, bn = 64, bk = 16, tm = 8, tn = 8, stages = 2, group = 1, split = 1, arithmetic = f16",
            GraphTasks.of(
                "m = 128, n = 96, k = 2048",
                "m = 67, n = 45, k = 39",
                "f16 a[m, k]; f16 b[k, n]",
                "y = matmul(a, b)")),
        Arguments.of(
            "of bf16, transposed, batched, with an epilogue, of shared depth",
            "bm = 32, bn = 64, bk = 32, tm = 4, tn = 8, stages = 1, group = 2, split = 3, arithmetic = bf16",
            GraphTasks.of(
                "p = 2, m = 64, n = 64, k = 192",
                "p = 2, m = 35, n = 66, k = 69",
                "bf16 a[p, k, m]; bf16 b[p, n, k]; bf16 c[n]",
                "y = relu(add(matmul(a, b, transpose_a=true, transpose_b=true), c))")),
        Arguments.of(
            "of a padded convolution of f16",
            "bm = 64, bn = 64, bk = 16, tm = 4, tn = 8, stages = 2, group = 1, split = 1, arithmetic = f16",
            GraphTasks.of(
                "b = 2, c = 16, h = 8, w = 8, d = 32",
                "b = 2, c = 3, h = 7, w = 9, d = 12",
                "f16 x[b, c, h, w]; f16 w1[d, c, 3, 3]; f16 e[d]",
                "y = relu(conv2d(x, w1, e, padding=1))")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void passesEveryGate(String name, String settings, Task task) {
    assertThat(ProvingGround.problemUnder(task, "matmul(" + settings + ")")).as(name).isEmpty();
  }
}
