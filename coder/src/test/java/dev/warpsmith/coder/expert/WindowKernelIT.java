package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves pools and depthwise convolutions, most with other settings too, on the emulated GPU. */
class WindowKernelIT {
  private static final String TALL = "lanes = 16, lines = 4, items = 4";

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(
            "maxima of one dim, dilated",
            GraphTasks.of(
                "n = 4, c = 6, l = 300",
                "n = 2, c = 3, l = 41",
                "x[n, c, l]",
                "y = relu(max_pool1d(x, kernel_size=8, stride=1, padding=4, dilation=3))")),
        Arguments.of(
            "maxima of overlapping windows",
            GraphTasks.of(
                "n = 2, c = 8, h = 40, w = 70",
                "n = 2, c = 3, h = 9, w = 11",
                "x[n, c, h, w]; b[c, 1, 1]",
                "y = add(max_pool2d(x, kernel_size=4, stride=1, padding=1), b)")),
        Arguments.of(
            "maxima that may end outside",
            GraphTasks.of(
                "n = 2, c = 4, s = 9, h = 14, w = 17",
                "n = 1, c = 2, s = 5, h = 6, w = 9",
                "x[n, c, s, h, w]",
                "y = max_pool3d(x, kernel_size=3, stride=2, padding=1, dilation=[1, 2, 1], ceil_mode=true)")),
        Arguments.of(
            "means that count their padding",
            GraphTasks.of(
                "n = 2, c = 8, h = 33, w = 50",
                "n = 2, c = 3, h = 9, w = 12",
                "x[n, c, h, w]",
                "y = avg_pool2d(x, kernel_size=[3, 5], stride=[2, 3], padding=1)")),
        Arguments.of(
            "means of what is inside only",
            GraphTasks.of(
                "n = 2, c = 5, s = 8, h = 12, w = 20",
                "n = 2, c = 2, s = 5, h = 7, w = 6",
                "f16 x[n, c, s, h, w]",
                "y = avg_pool3d(x, kernel_size=3, stride=2, padding=1, ceil_mode=true, count_include_pad=false)")),
        Arguments.of(
            "a depthwise convolution",
            GraphTasks.of(
                "n = 2, c = 12, h = 40, w = 41",
                "n = 2, c = 5, h = 9, w = 11",
                "x[n, c, h, w]; w1[c, 1, 3, 5]; b[c]",
                "y = tanh(conv2d(x, w1, b, padding=[1, 2], dilation=[2, 1], groups=c))")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void draftAndTallThreadsPassEveryGate(String name, Task task) {
    assertThat(ProvingGround.problems(task, TALL)).as(name).isEmpty();
  }
}
