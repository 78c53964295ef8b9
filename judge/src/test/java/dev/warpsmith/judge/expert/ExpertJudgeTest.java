package dev.warpsmith.judge.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.judge.SearchObserver;
import dev.warpsmith.kernelbench.evaluation.CandidateModel;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
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
import java.util.Collections;
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
  private final List<Round> history = new ArrayList<>();

  private int asked;
  private CandidateModel model = candidates -> unknown(candidates.size());
  private final ExpertJudge judge =
      new ExpertJudge(coder, candidates -> asked(candidates), 1, SearchObserver.none());

  private List<Optional<CandidateTiming>> asked(List<Candidate> candidates) {
    asked += candidates.size();
    return model.times(candidates);
  }

  private static Optional<CandidateTiming> estimate(double micros) {
    return Optional.of(
        new CandidateTiming(
            Measurement.modelled("m1", micros), List.of(), new Roofline(98, 1, 2), "sampled"));
  }

  private static List<Optional<CandidateTiming>> unknown(int candidates) {
    return Collections.nCopies(candidates, Optional.empty());
  }

  /** A model by which every block size but one takes as long as the draft. */
  private static List<Optional<CandidateTiming>> fastestWith(
      List<Candidate> candidates, String text, double micros) {
    return candidates.stream()
        .map(
            candidate ->
                Candidates.render(candidate).contains(text) ? estimate(micros) : estimate(150))
        .toList();
  }

  /** A model by which every candidate takes some time of its own, from 100 to 150. */
  private static List<Optional<CandidateTiming>> hilly(List<Candidate> candidates) {
    return candidates.stream()
        .map(candidate -> Math.floorMod(Candidates.render(candidate).hashCode(), 50))
        .map(hash -> estimate(100 + hash))
        .toList();
  }

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
  void showsTheMetricsOfASetAndDecidesTheSame() {
    round(new Assignment.Draft(softmax), passed(150, 90));
    var own = ((Assignment.Optimize) assigned()).instruction();
    Decision shown = judge.showing(List.of("no__such.sum", KeyMetrics.BLOCK_SIZE)).review(history);
    var instruction =
        shown.match(
            go -> ((Assignment.Optimize) go.assignment()).instruction(),
            stop -> {
              throw new AssertionError(stop.reason());
            });

    assertThat(own.metrics().get(0)).doesNotStartWith(KeyMetrics.BLOCK_SIZE);
    assertThat(instruction.metrics().get(0)).isEqualTo(KeyMetrics.BLOCK_SIZE + " = 512.0");
    assertThat(instruction.move()).isEqualTo(own.move());
    assertThat(instruction.bottleneck()).isEqualTo(own.bottleneck());
  }

  @Test
  void stopsNearTheSpeedOfLight() {
    round(new Assignment.Draft(softmax), passed(100, 5));
    assertThat(stopped()).contains("98 % of the speed of light");
  }

  @Test
  void continuesFromTheBestRoundAndSaysWhatTheLastOneDid() {
    model = ExpertJudgeTest::hilly;
    Round first = round(new Assignment.Draft(softmax), passed(150, 90));
    round(assigned(), passed(160, 95));
    Assignment.Optimize next = (Assignment.Optimize) assigned();
    assertThat(next.candidate()).isEqualTo(first.candidate());
    assertThat(next.instruction().bottleneck()).contains("got 0.94x (back to round 1)");
  }

  @Test
  void neverAsksForTheSameCandidateTwice() {
    model = ExpertJudgeTest::hilly;
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
    assertThat(stopped()).isEqualTo("no move or tuning from round 1 predicts a gain of 1 %");
  }

  @Test
  void searchesWhenTheRulesPromiseNothingAndSaysWhatTheModelPredicts() {
    round(new Assignment.Draft(softmax), passed(110, 0.1));
    model = candidates -> fastestWith(candidates, "threads = 256", 125);
    Instruction instruction = ((Assignment.Optimize) assigned()).instruction();
    assertThat(instruction.basis()).isEqualTo(Instruction.Basis.SEARCH);
    assertThat(instruction.move()).isEqualTo("row_1: threads = 256");
    assertThat(instruction.predictedGain()).hasValue(1.2);
    assertThat(instruction.remedy()).contains("on the modelled clock");
    assertThat(asked).isLessThanOrEqualTo(1 + Tuning.BUDGET);
  }

  @Test
  void proposesNothingThatTheModelExpectsLessThanOnePerCentOf() {
    round(new Assignment.Draft(softmax), passed(110, 0.1));
    model = candidates -> fastestWith(candidates, "threads = 256", 149);
    assertThat(stopped()).isNotEmpty();
  }

  @Test
  void looksForTheNextBestWhenAGateRefusesWhatTheSearchFound() {
    round(new Assignment.Draft(softmax), passed(110, 0.1));
    model = candidates -> fastestWith(candidates, "vector = 2", 125);
    Assignment.Optimize first = (Assignment.Optimize) assigned();
    round(first, refused());
    model = candidates -> fastestWith(candidates, "vector = ", 125);
    String refused = first.instruction().move();
    for (int i = 0; i < 12 && stopped().isEmpty(); i++) {
      Assignment.Optimize next = (Assignment.Optimize) assigned();
      assertThat(next.instruction().move()).isNotEqualTo(refused);
      round(next, refused());
    }
    assertThat(stopped()).isNotEmpty();
  }

  @Test
  void answersTheSameForTheSameHistorySeedAndModel() {
    round(new Assignment.Draft(softmax), passed(110, 0.1));
    model = candidates -> fastestWith(candidates, "threads = 256", 125);
    Judge other = new ExpertJudge(coder, all -> model.times(all), 1, SearchObserver.none());
    assertThat(judge.review(history)).isEqualTo(other.review(history));
    assertThat(judge.review(history)).isEqualTo(other.review(history));
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
    model = ExpertJudgeTest::hilly;
    Round first = round(new Assignment.Draft(softmax), passed(150, 90));
    round(assigned(), refused());
    Assignment.Optimize next = (Assignment.Optimize) assigned();
    assertThat(next.candidate()).isEqualTo(first.candidate());
    assertThat(next.instruction().bottleneck()).contains("round 2 was refused: LaunchFailed");
  }

  @Test
  void asksNeverAgainForAMoveThatAGateRefused() {
    model = ExpertJudgeTest::hilly;
    round(new Assignment.Draft(softmax), passed(150, 90));
    Assignment.Optimize refusedMove = (Assignment.Optimize) assigned();
    round(refusedMove, refused());
    double micros = 149;
    for (int i = 0; i < 6 && stopped().isEmpty(); i++) {
      Assignment.Optimize next = (Assignment.Optimize) assigned();
      assertThat(next.instruction().move()).isNotEqualTo(refusedMove.instruction().move());
      round(next, passed(micros--, 88));
    }
    assertThat(history).hasSizeGreaterThan(2);
  }

  @Test
  void triesNoLargerValueOfASettingThatAGateRefused(@TempDir Path folder) throws IOException {
    Task scale = TaskReader.read(Files.writeString(folder.resolve("scale.cu"), SCALE).toString());
    Assignment draft = new Assignment.Draft(scale);
    history.add(new Round(1, draft, coder.write(draft), passed(150, 90)));
    model = candidates -> fastestWith(candidates, "(512)", 100);
    assertThat(((Assignment.Optimize) assigned()).instruction().move())
        .isEqualTo("scale: block = 512");
    round(assigned(), refused());
    model = candidates -> candidates.stream().map(c -> estimate(50)).toList();
    List<String> moves = new ArrayList<>();
    while (stopped().isEmpty() && moves.size() < 12) {
      Assignment.Optimize next = (Assignment.Optimize) assigned();
      moves.add(next.instruction().move());
      round(next, refused());
    }
    assertThat(moves).doesNotContain("scale: block = 512", "scale: block = 1024");
  }

  @Test
  void randomMovesFollowFromTheSeed() {
    round(new Assignment.Draft(softmax), passed(150, 90));
    Judge random = new RandomJudge(coder, 3);
    assertThat(random.review(history)).isEqualTo(new RandomJudge(coder, 3).review(history));
  }
}
