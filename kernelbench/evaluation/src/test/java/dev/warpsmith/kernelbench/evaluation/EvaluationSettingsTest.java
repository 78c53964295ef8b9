package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import org.junit.jupiter.api.Test;

class EvaluationSettingsTest {
  private static final EvaluationSettings SETTINGS = EvaluationSettings.of(1);

  private static Task task(String name) {
    return BuiltInTasks.find(name).orElseThrow();
  }

  @Test
  void findsEndlessCandidatesOfSmallTasksSoon() {
    Task softmax = task("softmax");
    assertThat(SETTINGS.limitedTo(softmax).checkStepBudget())
        .isLessThan(SETTINGS.checkStepBudget() / 5);
    assertThat(SETTINGS.allowing(softmax)).isEqualTo(SETTINGS);
  }

  @Test
  void letsSlowKernelsOfLargeCheckSizesFinish() {
    Task matmul = task("matmul");
    EvaluationSettings strict = new EvaluationSettings(1, 3, 1000, 1, 1, 1, 1);
    long allowed = strict.allowing(matmul).checkStepBudget();
    assertThat(allowed).isGreaterThan(1000);
    assertThat(strict.limitedTo(matmul).checkStepBudget()).isEqualTo(allowed);
  }
}
