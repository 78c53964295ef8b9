package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves the first draft of every built-in task at its full size, and that those which memory
 * bounds leave little to gain: they move what they must and no more, in whole sectors, without
 * spills.
 */
class BuiltInTasksIT {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));
  private static final Set<String> BOUND_BY_ARITHMETIC = Set.of("matmul");

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  static Stream<Arguments> tasks() {
    return BuiltInTasks.all().stream().map(entry -> Arguments.of(entry.name()));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void theDraftIsCorrectAndNearTheSpeedOfLight(String name) {
    Task task = BuiltInTasks.find(name).orElseThrow();
    try (ProvingGround ground = new ProvingGround(task)) {
      Candidate draft = CODER.write(new Assignment.Draft(task));
      Evaluation evaluation = ground.evaluate(draft);
      CandidateTiming timing =
          evaluation.match(
              failed -> {
                throw new AssertionError(failed.verdict() + ": " + failed.message());
              },
              Evaluation.Passed::timing);
      assertThat(timing.micros()).isLessThan(ground.baselineMicros());
      if (!BOUND_BY_ARITHMETIC.contains(name)) {
        assertStreams(task, draft, timing);
      }
    }
  }

  private static void assertStreams(Task task, Candidate draft, CandidateTiming timing) {
    List<KernelProfile> profiles = timing.profiles();
    double least = task.graph().orElseThrow().cost(task.dims()).bytes();
    double moved = sum(profiles, KeyMetrics.DRAM_READ) + sum(profiles, KeyMetrics.DRAM_WRITE);
    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(moved / least).as("DRAM bytes, relative to the least").isBetween(0.9, 1.1);
    softly.assertThat(timing.fraction()).as("of the speed of light").isGreaterThan(0.8);
    softly
        .assertThat(
            excess(
                profiles,
                KeyMetrics.LOAD_REQUESTS,
                KeyMetrics.LOAD_SECTORS,
                KeyMetrics.BYTES_PER_SECTOR_LOAD))
        .as("sectors loaded, relative to the ideal")
        .isLessThan(1.1);
    softly
        .assertThat(
            excess(
                profiles,
                KeyMetrics.STORE_REQUESTS,
                KeyMetrics.STORE_SECTORS,
                KeyMetrics.BYTES_PER_SECTOR_STORE))
        .as("sectors stored, relative to the ideal")
        .isLessThan(1.1);
    for (KernelResources kernel : ProvingGround.compiled(CODER, draft).resources().values()) {
      softly.assertThat(kernel.spillStoreBytes() + kernel.spillLoadBytes()).as("spills").isZero();
      softly.assertThat(kernel.stackBytes()).as("stack").isZero();
    }
    softly.assertAll();
  }

  private static double sum(List<KernelProfile> profiles, String metric) {
    return profiles.stream().mapToDouble(profile -> profile.value(metric).orElse(0)).sum();
  }

  /**
   * Returns the sectors that were moved, relative to those that the lanes' bytes would fill; a
   * request moves one at least.
   */
  private static double excess(
      List<KernelProfile> profiles, String requests, String sectors, String percent) {
    double ideal = 0;
    double moved = 0;
    for (KernelProfile profile : profiles) {
      double own = profile.value(sectors).orElse(0);
      moved += own;
      double filled = own * profile.value(percent).orElse(0) / 100;
      ideal += Math.max(profile.value(requests).orElse(0), filled);
    }
    return moved == 0 ? 0 : moved / ideal;
  }
}
