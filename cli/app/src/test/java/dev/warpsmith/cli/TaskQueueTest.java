package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.optimizer.suite.SuiteRow;
import dev.warpsmith.optimizer.suite.SuiteTask;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
  private static final SuiteRow BIG = row("big");
  private static final SuiteRow OTHER = row("other");
  private static final SuiteRow SMALL = row("small");
  private static final Map<SuiteRow, Long> NEEDS = Map.of(BIG, 7L, OTHER, 6L, SMALL, 2L);

  private final TaskQueue<SuiteRow> queue =
      new TaskQueue<>(List.of(BIG, OTHER, SMALL), NEEDS::get, 10);

  private static SuiteRow row(String name) {
    return SuiteRow.without(new SuiteTask(name, "files", name, name), SuiteRow.State.WAITING, "");
  }

  @Test
  void letsASmallTaskPassByOneThatHasNoRoomBesideThoseThatRun() {
    assertThat(queue.take()).isEqualTo(BIG);
    assertThat(queue.take()).isEqualTo(SMALL);
    queue.done(BIG);
    assertThat(queue.take()).isEqualTo(OTHER);
    assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void waitsUntilWhatRunsHasGivenItsRoomBack() throws Exception {
    assertThat(queue.take()).isEqualTo(BIG);
    assertThat(queue.take()).isEqualTo(SMALL);
    CompletableFuture<SuiteRow> next = CompletableFuture.supplyAsync(queue::take);
    queue.done(SMALL);
    assertThat(next).isNotDone();
    queue.done(BIG);
    assertThat(next.get(1, TimeUnit.MINUTES)).isEqualTo(OTHER);
  }

  @Test
  void runsATaskAloneThatNeedsMoreThanThereIs() {
    TaskQueue<SuiteRow> tight = new TaskQueue<>(List.of(BIG, OTHER), NEEDS::get, 1);
    assertThat(tight.take()).isEqualTo(BIG);
    tight.done(BIG);
    assertThat(tight.take()).isEqualTo(OTHER);
  }
}
