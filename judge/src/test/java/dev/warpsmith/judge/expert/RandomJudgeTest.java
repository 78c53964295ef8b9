package dev.warpsmith.judge.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomJudgeTest {
  private final Task gelu = BuiltInTasks.find("gelu").orElseThrow();
  private final ExpertCoder coder = new ExpertCoder(Gpus.find("h200"));
  private final List<Round> history = new ArrayList<>();

  private Candidate round(Assignment assignment, double micros) {
    CandidateTiming timing =
        new CandidateTiming(
            Measurement.modelled("m1", micros), List.of(), new Roofline(98, 1, 2), "all");
    Candidate candidate = coder.write(assignment);
    history.add(
        new Round(
            history.size() + 1,
            assignment,
            candidate,
            new Evaluation.Passed("passed", List.of(), timing)));
    return candidate;
  }

  private Assignment.Optimize next(Judge judge) {
    return (Assignment.Optimize)
        judge
            .review(history)
            .match(
                Decision.Continue::assignment,
                stop -> {
                  throw new IllegalStateException(stop.reason());
                });
  }

  @Test
  void beginsAtTheBestRoundAndPredictsNothing() {
    Candidate draft = round(new Assignment.Draft(gelu), 130);
    Judge judge = new RandomJudge(coder, 3);
    round(next(judge), 140);
    Assignment.Optimize next = next(judge);
    assertThat(next.candidate()).isEqualTo(draft);
    assertThat(next.instruction().basis()).isEqualTo(Instruction.Basis.CHANCE);
    assertThat(next.instruction().predictedGain()).isEmpty();
  }

  @Test
  void goesOnFromTheNextBestRoundWhenTheBestHasNoUntriedMove() {
    Candidate draft = round(new Assignment.Draft(gelu), 130);
    Judge judge = new RandomJudge(coder, 3);
    int moves = coder.moves(gelu, draft).size();
    for (int i = 0; i < moves; i++) {
      round(next(judge), 140 + i);
    }
    assertThat(next(judge).candidate()).isEqualTo(history.get(1).candidate());
    assertThat(history.stream().map(Round::candidate)).doesNotHaveDuplicates();
  }

  @Test
  void otherSeedsGiveOtherMoves() {
    round(new Assignment.Draft(gelu), 130);
    assertThat(
            List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L).stream()
                .map(seed -> next(new RandomJudge(coder, seed)).instruction().move())
                .distinct())
        .hasSizeGreaterThan(1);
  }
}
