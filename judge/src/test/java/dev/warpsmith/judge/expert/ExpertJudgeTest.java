package dev.warpsmith.judge.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Bound;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import dev.warpsmith.profiler.timing.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpertJudgeTest {
  private static final String SCALE =
      """
      // @dim n = 4096
      // @input x: f32[n]
      // @output y: f32[n]
      // @launch scale<<<(ceildiv(n, 256)), (256)>>>(x, y, n)
      extern "C" __global__ void scale(const float* x, float* y, int n) {
        int i = blockIdx.x * blockDim.x + threadIdx.x;
        if (i < n) y[i] = 2 * x[i];
      }
      """;

  private final Task softmax = BuiltInTasks.find("softmax").orElseThrow();
  private final ExpertCoder coder = new ExpertCoder(Gpus.find("h200"));
  private final Judge judge = new ExpertJudge(coder);
  private final List<Round> history = new ArrayList<>();

  private Assignment assigned() {
    return judge
        .review(history)
        .match(Decision.Continue::assignment, stop -> new Assignment.Draft(softmax));
  }

  private String stopped() {
    return judge.review(history).match(go -> "", Decision.Stop::reason);
  }

  private Round round(Assignment assignment, Evaluation evaluation) {
    Candidate candidate = coder.write(assignment);
    Round round = new Round(history.size() + 1, assignment, candidate, evaluation);
    history.add(round);
    return round;
  }

  private static Evaluation passed(double micros, double latency) {
    TimeBreakdown time =
        new TimeBreakdown(
            "m1",
            micros,
            2,
            List.of(
                new Bound(Resource.DRAM, 100, "500 MB"),
                new Bound(Resource.LATENCY, latency, "16 rounds")),
            15.5,
            0.1);
    Metric registers =
        new Metric.Value(KeyMetrics.REGISTERS, 64, "register/thread", Metric.Kind.EXACT);
    Metric grid = new Metric.Value(KeyMetrics.GRID_SIZE, 4096, "", Metric.Kind.EXACT);
    Metric block = new Metric.Value(KeyMetrics.BLOCK_SIZE, 512, "", Metric.Kind.EXACT);
    KernelProfile profile =
        new KernelProfile(
            "row_1",
            "emulated:h200",
            "emulator",
            "all blocks",
            Map.of(registers.name(), registers, grid.name(), grid, block.name(), block),
            Optional.of(time),
            List.of());
    return new Evaluation.Passed(
        "passed",
        List.of(),
        new CandidateTiming(
            Measurement.modelled("m1", micros), List.of(profile), new Roofline(98, 1, 2), "all"));
  }

  private static Evaluation refused() {
    return new Evaluation.Failed(Verdict.LAUNCH_FAILED, "too much shared memory", List.of());
  }

  @Test
  void asksForOneLegalMoveWithAPredictionAndMetrics() {
    round(new Assignment.Draft(softmax), passed(150, 90));
    Assignment next = assigned();
    assertThat(next).isInstanceOf(Assignment.Optimize.class);
    var instruction = ((Assignment.Optimize) next).instruction();
    assertThat(coder.moves(softmax, history.get(0).candidate()))
        .extracting(move -> move.text())
        .contains(instruction.move());
    assertThat(instruction.predictedGain()).isPresent();
    assertThat(instruction.predictedGain().getAsDouble()).isGreaterThan(1.01);
    assertThat(instruction.bottleneck()).contains("DRAM").contains("65 % of the speed of light");
  }

  @Test
  void stopsNearTheSpeedOfLight() {
    round(new Assignment.Draft(softmax), passed(100, 5));
    assertThat(stopped()).contains("98 % of the speed of light");
  }

  @Test
  void continuesFromTheBestRoundAndSaysWhatTheLastOneDid() {
    Round first = round(new Assignment.Draft(softmax), passed(150, 90));
    round(assigned(), passed(160, 95));
    Assignment.Optimize next = (Assignment.Optimize) assigned();
    assertThat(next.candidate()).isEqualTo(first.candidate());
    assertThat(next.instruction().bottleneck()).contains("got 0.94x (back to round 1)");
  }

  @Test
  void neverAsksForTheSameCandidateTwice() {
    round(new Assignment.Draft(softmax), passed(150, 90));
    for (int i = 0; i < 4 && stopped().isEmpty(); i++) {
      round(assigned(), passed(160, 95));
    }
    assertThat(history.stream().map(round -> round.candidate().source().text()))
        .doesNotHaveDuplicates();
  }

  @Test
  void stopsWhenNothingPromisesAGain() {
    round(new Assignment.Draft(softmax), passed(110, 0.1));
    for (int i = 0; i < 10 && stopped().isEmpty(); i++) {
      round(assigned(), passed(111, 0.1));
    }
    assertThat(stopped()).isNotEmpty();
    assertThat(history).hasSizeLessThan(6);
  }

  @Test
  void repairsADraftThatAGateRefused() {
    round(new Assignment.Draft(softmax), refused());
    Assignment next = assigned();
    assertThat(next).isInstanceOf(Assignment.Repair.class);
    assertThat(((Assignment.Repair) next).instruction().bottleneck())
        .contains("too much shared memory");
    assertThat(coder.write(next)).isNotEqualTo(history.get(0).candidate());
  }

  @Test
  void goesBackToTheBestRoundWhenAMoveIsRefused() {
    Round first = round(new Assignment.Draft(softmax), passed(150, 90));
    round(assigned(), refused());
    Assignment.Optimize next = (Assignment.Optimize) assigned();
    assertThat(next.candidate()).isEqualTo(first.candidate());
    assertThat(next.instruction().bottleneck()).contains("round 2 was refused: LaunchFailed");
  }

  @Test
  void asksNeverAgainForAMoveThatAGateRefused() {
    round(new Assignment.Draft(softmax), passed(150, 90));
    Assignment.Optimize refusedMove = (Assignment.Optimize) assigned();
    round(refusedMove, refused());
    double micros = 149;
    for (int i = 0; i < 6 && stopped().isEmpty(); i++) {
      Assignment.Optimize next = (Assignment.Optimize) assigned();
      assertThat(next.instruction().move()).isNotEqualTo(refusedMove.instruction().move());
      round(next, passed(micros--, 88));
    }
    assertThat(history).hasSizeGreaterThan(3);
  }

  @Test
  void returnsToNoSettingThatItLeftForAFasterOne(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("scale.cu"), SCALE);
    Task scale = TaskReader.read(file.toString());
    history.add(
        new Round(
            1,
            new Assignment.Draft(scale),
            coder.write(new Assignment.Draft(scale)),
            passed(150, 90)));
    List<String> moves = new ArrayList<>();
    double micros = 149;
    while (moves.size() < 12 && stopped().isEmpty()) {
      Assignment.Optimize next = (Assignment.Optimize) assigned();
      moves.add(next.instruction().move());
      round(next, passed(micros--, 88));
    }
    assertThat(moves).contains("scale: block = 64").doesNotContain("scale: block = 256");
  }

  @Test
  void promisesNoGainWhereItOnlySearches() {
    round(new Assignment.Draft(softmax), passed(104, 0.1));
    for (int i = 0; i < 5 && stopped().isEmpty(); i++) {
      Assignment.Optimize next = (Assignment.Optimize) assigned();
      next.instruction().predictedGain().ifPresent(gain -> assertThat(gain).isGreaterThan(1.009));
      if (next.instruction().predictedGain().isEmpty()) {
        assertThat(next.instruction().remedy()).startsWith("Search, with no gain predicted: ");
      }
      round(next, passed(105, 0.1));
    }
    assertThat(stopped()).isNotEmpty();
  }

  @Test
  void randomMovesFollowFromTheSeed() {
    round(new Assignment.Draft(softmax), passed(150, 90));
    Judge random = new RandomJudge(coder, 3);
    assertThat(random.review(history)).isEqualTo(new RandomJudge(coder, 3).review(history));
  }
}
