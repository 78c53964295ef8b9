package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Gpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves convolutions on the FMA pipe, and some with other settings, on the emulated GPU; {@link
 * TensorProductIT} has those on tensor cores.
 */
class ConvolutionKernelIT {
  /** Writes for a GPU whose tensor cores are no faster. */
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("rtx4090"));

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(
            "with a bias and operators after it",
            GraphTasks.of(
                "b = 2, c = 16, h = 18, w = 18, d = 64",
                "b = 2, c = 5, h = 7, w = 9, d = 11",
                "x[b, c, h, w]; w1[d, c, 3, 3]; e[d]; s[d, 1, 1]; r[b, d, h - 2, w - 2]",
                "y = add(mul(relu(conv2d(x, w1, e)), s), r)")),
        Arguments.of(
            "padded, with strides and dilations that differ",
            GraphTasks.of(
                "b = 2, c = 6, h = 31, w = 26, d = 40",
                "b = 3, c = 4, h = 11, w = 14, d = 9",
                "x[b, c, h, w]; w1[d, c, 5, 3]",
                "y = conv2d(x, w1, stride=[2, 1], padding=[4, 1], dilation=[1, 3])")),
        Arguments.of(
            "padded, with more taps than a word has bits, in half precision",
            GraphTasks.of(
                "b = 1, c = 4, h = 20, w = 23, d = 32",
                "b = 2, c = 3, h = 9, w = 11, d = 5",
                "f16 x[b, c, h, w]; f16 w1[d, c, 19, 17]",
                "y = conv2d(x, w1, padding=[9, 8])")),
        Arguments.of(
            "of single inputs, in half precision",
            GraphTasks.of(
                "b = 2, c = 40, h = 15, w = 17, d = 32",
                "b = 2, c = 6, h = 7, w = 5, d = 9",
                "f16 x[b, c, h, w]; f16 w1[d, c, 1, 1]; f16 e[d]",
                "y = gelu(conv2d(x, w1, e))")),
        Arguments.of(
            "in groups",
            GraphTasks.of(
                "b = 2, c = 32, h = 16, w = 16, d = 64",
                "b = 2, c = 8, h = 7, w = 9, d = 12",
                "x[b, c, h, w]; w1[d, c / 4, 3, 3]; e[d]",
                "y = conv2d(x, w1, e, padding=1, groups=4)")),
        Arguments.of(
            "of one dim",
            GraphTasks.of(
                "b = 4, c = 20, l = 300, d = 48",
                "b = 2, c = 3, l = 41, d = 5",
                "x[b, c, l]; w1[d, c, 4]",
                "y = sigmoid(conv1d(x, w1, stride=3, dilation=2))")),
        Arguments.of(
            "of three dims, few results of great depth",
            GraphTasks.of(
                "b = 1, c = 32, s = 4, h = 6, w = 7, d = 24",
                "b = 2, c = 3, s = 5, h = 6, w = 7, d = 6",
                "x[b, c, s, h, w]; w1[d, c, 3, 3, 3]",
                "y = conv3d(x, w1, padding=1)")),
        Arguments.of(
            "transposed",
            GraphTasks.of(
                "b = 2, c = 12, h = 15, w = 20, d = 48",
                "b = 2, c = 5, h = 6, w = 7, d = 9",
                "x[b, c, h, w]; w1[c, d, 3, 5]; e[d]; s[d, 1, 1]",
                "y = mul(conv_transpose2d(x, w1, e, padding=1), s)")),
        Arguments.of(
            "transposed with strides, in groups",
            GraphTasks.of(
                "b = 2, c = 16, h = 10, w = 12, d = 32",
                "b = 2, c = 4, h = 5, w = 6, d = 8",
                "x[b, c, h, w]; w1[c, d, 3, 5]; e[2 * d]",
                "t = conv_transpose2d(x, w1, e, stride=[2, 3], padding=[1, 2], groups=2)",
                "y = add(tanh(t), t)")),
        Arguments.of(
            "transposed, with dilations that leave phases without taps",
            GraphTasks.of(
                "b = 3, c = 12, l = 100, d = 32",
                "b = 2, c = 4, l = 17, d = 7",
                "x[b, c, l]; w1[c, d, 3]",
                "y = add(conv_transpose1d(x, w1, stride=2, padding=1, dilation=2), 0.5)")),
        Arguments.of(
            "transposed in three dims, a stride in some",
            GraphTasks.of(
                "b = 2, c = 8, s = 4, h = 6, w = 7, d = 20",
                "b = 2, c = 3, s = 3, h = 4, w = 5, d = 6",
                "x[b, c, s, h, w]; w1[c, d, 3, 3, 3]; r[b, 1, 2 * s, h, 2 * w]",
                "t = conv_transpose3d(x, w1, stride=[2, 1, 2], padding=1, output_padding=[1, 0, 1])",
                "y = mul(t, r)")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void draftPassesEveryGate(String name, Task task) {
    assertThat(ProvingGround.problems(CODER, task, 0)).as(name).isEmpty();
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of("bm = 128, bn = 128, bk = 8, tm = 8, tn = 8, arithmetic = fma", 0),
        Arguments.of("stages = 1, group = 4, split = 3, arithmetic = fma", 5),
        Arguments.of("bm = 16, bn = 128, bk = 32, tn = 4, split = 2, arithmetic = fma", 7));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void otherSettingsPassToo(String settings, int task) {
    Task chosen = (Task) tasks().skip(task).findFirst().orElseThrow().get()[1];

    assertThat(ProvingGround.problems(chosen, settings)).as(settings).isEmpty();
  }
}
