package dev.warpsmith.judge.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.judge.expert.ExpertAdviser;
import dev.warpsmith.judge.expert.RandomJudge;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How Coders and Judges work together. */
class TeamsTest {
  private static final GpuSpec GPU = Gpus.find("h200");
  private static final ExpertCoder EXPERT = new ExpertCoder(GPU);
  private static final NoJudge SILENT = new NoJudge(List.of());

  private static Round failed(Round round) {
    return new Round(
        round.number(),
        round.assignment(),
        round.candidate(),
        new Evaluation.Failed(Verdict.COMPILE_FAILED, "expected ';'", List.of()));
  }

  private static Assignment next(Judge judge, Round... rounds) {
    return judge
        .review(List.of(rounds))
        .match(Decision.Continue::assignment, stop -> rounds[0].assignment());
  }

  private static String kind(Assignment assignment) {
    return assignment.match(draft -> "draft", repair -> "repair", optimize -> "optimize");
  }

  @Test
  void theCoderAloneGetsTheEvidenceWithoutAnOpinion() {
    Round round = LlmJudgeTest.proven();
    Assignment next = next(SILENT, round);
    List<String> metrics =
        next.match(d -> List.of(), r -> List.of(), o -> o.instruction().metrics());
    assertThat(metrics).hasSize(4);
    assertThat(kind(next(SILENT, failed(round)))).isEqualTo("repair");
  }

  @Test
  void halfAJudgeSpeaksOfOneKindOfRoundOnly() {
    Judge adviser = new ExpertAdviser(GPU);
    Round round = LlmJudgeTest.proven();
    HalfJudge correction = new HalfJudge(adviser, SILENT);
    assertThat(next(correction, round)).isEqualTo(next(SILENT, round));
    assertThat(next(correction, failed(round))).isEqualTo(next(adviser, failed(round)));
    assertThat(correction.id()).isEqualTo("expert");
  }

  @Test
  void theRelayLetsTheExpertBeginAndAModelGoOn() {
    Candidate foreign = LlmJudgeTest.proven().candidate();
    List<String> wrote = new ArrayList<>();
    Coder model =
        new Coder() {
          @Override
          public String id() {
            return "model";
          }

          @Override
          public Candidate write(Assignment assignment) {
            wrote.add(kind(assignment));
            return foreign;
          }
        };
    Relay relay = new Relay(EXPERT, new RandomJudge(EXPERT, 1), model, SILENT, 2);
    Round template = LlmJudgeTest.proven();
    List<Round> history = new ArrayList<>();
    Assignment assignment = template.assignment();
    for (int number = 1; number <= 4; number++) {
      Candidate candidate = relay.write(assignment);
      history.add(new Round(number, assignment, candidate, template.evaluation()));
      assignment =
          relay.review(history).match(Decision.Continue::assignment, stop -> template.assignment());
    }
    assertThat(EXPERT.knows(template.assignment().task(), history.get(1).candidate())).isTrue();
    assertThat(wrote).containsExactly("optimize", "optimize");
    assertThat(history.get(3).candidate()).isEqualTo(foreign);
  }
}
