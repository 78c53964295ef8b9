package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuiteMemoryTest {
  private static final long GIB = 1L << 30;
  private static final SuiteMemory EIGHT = new SuiteMemory(8 * GIB, 2 * GIB);

  @Test
  void leavesTasksWhatTheHeapAndTheMachineDoNotTake() {
    assertThat(new SuiteMemory(6 * GIB, 2 * GIB).forTasks()).isEqualTo(7 * GIB / 2);
  }

  @Test
  void letsNoMoreTasksRunThanTheHeapBearsHoweverMuchMemoryThereIs() {
    assertThat(new SuiteMemory(1000 * GIB, 2 * GIB).forTasks()).isEqualTo(EIGHT.forTasks());
    assertThat(new SuiteMemory(1000 * GIB, 6 * GIB).forTasks()).isEqualTo(3 * EIGHT.forTasks());
  }

  @Test
  void countsEveryTensorUpToWhatAnEmulatedDeviceHolds() {
    assertThat(need("kernelbench/1/96")).isEqualTo(SuiteMemory.mostNeed());
    long softmax = 2 * 4L * 4096 * 16384;
    assertThat(need("softmax")).isBetween(softmax, softmax + GIB / 2);
  }

  @Test
  void keepsTwoOfTheLargestTasksApartAndLetsASmallOneBeside() {
    long large = need("kernelbench/1/96");
    assertThat(2 * large).isGreaterThan(EIGHT.forTasks());
    assertThat(large + need("softmax")).isLessThan(EIGHT.forTasks());
  }

  @Test
  void refusesAnAmountThatIsNone() {
    assertThatThrownBy(() -> SuiteOptions.memory(Map.of("suiteMemory", "much")))
        .hasMessage("--suite-memory is 'much'; expected a number above 0");
    assertThat(SuiteOptions.memory(Map.of("suiteMemory", "7.5"))).hasToString("7.5 GiB");
  }

  private static long need(String name) {
    Task task = BuiltInTasks.find(name).orElseThrow();
    return SuiteMemory.need(task);
  }
}
