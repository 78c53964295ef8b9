package dev.warpsmith.kernelbench.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.Bindings;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelBenchTasksTest {
  @Test
  void bothLevelsAreBuiltInWholeAtTheirPublishedSizes() {
    List<BuiltInTasks.Entry> entries = BuiltInTasks.set("kernelbench");
    assertThat(entries).hasSize(200).doesNotHaveDuplicates();
    for (BuiltInTasks.Entry entry : entries) {
      Task task = BuiltInTasks.find(entry.name()).orElseThrow();
      assertThat(task.graph()).as(entry.name()).isPresent();
      assertThat(task.outputs()).as(entry.name()).isNotEmpty();
      assertThat(task.checkSizes()).as(entry.name()).isNotEmpty();
    }
  }

  @Test
  void theSizesOfSoftmaxAreThosePublished() {
    Task softmax = BuiltInTasks.find("kernelbench/1/23").orElseThrow();
    assertThat(softmax.dims().asMap())
        .containsEntry("batch_size", 4096L)
        .containsEntry("dim", 393216L);
    assertThat(softmax.inputs().get(0).tensor().elements(softmax.dims())).isEqualTo(4096L * 393216);
    assertThat(softmax.checkSizes()).allMatch(size -> elements(softmax, size) < 100_000);
  }

  private static long elements(Task task, Bindings size) {
    return task.inputs().get(0).tensor().elements(size);
  }
}
