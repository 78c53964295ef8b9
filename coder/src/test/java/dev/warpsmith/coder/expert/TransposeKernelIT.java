package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Gpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves reorderings of dims, with a move from each draft, on the emulated GPU. */
class TransposeKernelIT {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(
            "whole vectors both ways",
            GraphTasks.of(
                "m = 1028, n = 516", "m = 37, n = 131", "x[m, n]", "y = transpose(x, 0, 1)")),
        Arguments.of(
            "odd both ways, with operators before and after",
            GraphTasks.of(
                "m = 130, n = 257",
                "m = 3, n = 70",
                "x[m, n]; b[n]; s[m]; z[n, m]",
                "y = add(mul(transpose(gelu(add(x, b)), 0, 1), s), z)")),
        Arguments.of(
            "three columns",
            GraphTasks.of(
                "m = 300001, n = 3", "m = 33, n = 3", "x[m, n]", "y = transpose(x, 0, 1)")),
        Arguments.of(
            "outermost to innermost in half precision",
            GraphTasks.of(
                "a = 36, b = 40, c = 66, d = 20",
                "a = 2, b = 3, c = 7, d = 4",
                "f16 x[a, b, c, d]; f16 w[a]",
                "y = relu(add(permute(x, dims=[3, 1, 2, 0]), w))")),
        Arguments.of(
            "rows to other places",
            GraphTasks.of(
                "a = 30, b = 136, c = 64",
                "a = 2, b = 3, c = 7",
                "x[a, b, 1, c]; w[a, 1]",
                "y = add(permute(x, dims=[1, 2, 0, 3]), w)")),
        Arguments.of(
            "nothing but a dim of length 1",
            GraphTasks.of(
                "a = 30, c = 64",
                "a = 2, c = 7",
                "x[a, 1, c]",
                "y = relu(permute(x, dims=[1, 0, 2]))")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void draftAndMovePassEveryGate(String name, Task task) {
    assertThat(ProvingGround.problems(CODER, task, 1)).as(name).isEmpty();
  }
}
