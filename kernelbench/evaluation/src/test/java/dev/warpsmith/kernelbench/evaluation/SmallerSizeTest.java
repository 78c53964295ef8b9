package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Bindings;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallerSizeTest {
  private static final String GROUPS =
      """
      { "name": "groups", "dims": {"n": %d, "c": 8192}, "check": {"n": 3, "c": %d},
        "inputs": {"x": "f32[n, c] ~ normal(0, 1)",
                   "w": "f32[c] ~ constant(1)", "b": "f32[c] ~ constant(0)"},
        "graph": ["y = group_norm(x, w, b, num_groups=%d)"], "outputs": ["y"] }
      """;

  @Test
  void halvesTheLargestDimsUntilTheWorkIsSmall() {
    Task task = BuiltInTasks.find("matmul").orElseThrow();
    List<SmallerSize> sizes = SmallerSize.sizes(task, 3);
    assertThat(sizes).hasSize(3);
    assertThat(work(task, sizes.get(2))).isBetween(2.5e7, 5e7);
    for (int i = 0; i < 2; i++) {
      assertThat(work(task, sizes.get(i)) / work(task, sizes.get(i + 1))).isBetween(0.4, 0.6);
    }
    assertThat(SmallerSize.of(task)).isEqualTo(sizes.get(2));
  }

  @Test
  void keepsMoreChannelsThanThereAreGroups() {
    Task task = groups(1 << 20, 1024, 512);
    assertThat(SmallerSize.sizes(task, 3))
        .allSatisfy(size -> assertThat(size.dims().asMap().get("c")).isEqualTo(1024));
  }

  @Test
  void halvesChannelsOfFewGroupsToTheirNumberAndNoFurther() {
    Task task = groups(4, 64, 16);
    assertThat(SmallerSize.sizes(task, 14))
        .hasSizeLessThan(14)
        .allSatisfy(size -> assertThat(task.graph().orElseThrow().problem(size.dims())).isEmpty());
    assertThat(SmallerSize.sizes(task, 14).get(0).dims().asMap()).containsEntry("c", 16L);
  }

  @Test
  void countsWhatTheReferenceComputesEvenWhereItIsNotWanted() {
    Task task = BuiltInTasks.find("kernelbench/2/72").orElseThrow();
    Bindings size = SmallerSize.of(task).dims();
    double products = 27.0 * 3 * 16 * 64 * 32 * 32 * 32;
    assertThat(SmallerSize.work(task, task.dims())).isGreaterThan(products);
    assertThat(SmallerSize.work(task, size)).isLessThan(5e7);
  }

  @Test
  void findsThreeSizesOfEveryBuiltInProblemAtWhichItCanBeComputed() {
    for (BuiltInTasks.Entry entry : BuiltInTasks.set("kernelbench")) {
      Task task = BuiltInTasks.find(entry.name()).orElseThrow();
      List<SmallerSize> sizes = SmallerSize.sizes(task, 3);
      assertThat(sizes).as(entry.name()).hasSize(3);
      for (SmallerSize size : sizes) {
        assertThat(task.graph().orElseThrow().problem(size.dims())).as(entry.name()).isEmpty();
      }
    }
  }

  private static Task groups(int rows, int channels, int groups) {
    return TaskReader.parse("groups.json", GROUPS.formatted(rows, channels, groups));
  }

  private static double work(Task task, SmallerSize size) {
    return SmallerSize.work(task, size.dims());
  }
}
