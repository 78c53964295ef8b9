package dev.warpsmith.judge.llm;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernels.Candidate;
import java.util.List;

/**
 * Lets the expert begin, and another team go on from its best kernel.
 *
 * <p>Who writes follows from the assignment alone: the expert the draft, whatever names one of its
 * moves, and repairs of kernels that it knows; so a resumed run goes on as it began.
 */
public final class Relay implements Coder, Judge {
  private final ExpertCoder expert;
  private final Judge expertJudge;
  private final Coder coder;
  private final Judge judge;
  private final int most;

  /**
   * @param most rounds that the expert may take
   */
  public Relay(ExpertCoder expert, Judge expertJudge, Coder coder, Judge judge, int most) {
    this.expert = expert;
    this.expertJudge = expertJudge;
    this.coder = coder;
    this.judge = judge;
    this.most = most;
  }

  @Override
  public String id() {
    return coder.id();
  }

  @Override
  public Candidate write(Assignment assignment) {
    return byExpert(assignment) ? expert.write(assignment) : coder.write(assignment);
  }

  private boolean byExpert(Assignment assignment) {
    return assignment.match(
        draft -> true,
        repair -> expert.knows(repair.task(), repair.candidate()),
        optimize -> !optimize.instruction().move().isEmpty());
  }

  @Override
  public Decision review(List<Round> history) {
    boolean handed = history.stream().anyMatch(round -> !byExpert(round.assignment()));
    if (handed) {
      return judge.review(history);
    }
    if (history.size() < most) {
      Decision decision = expertJudge.review(history);
      boolean goesOn = decision.match(next -> byExpert(next.assignment()), stop -> false);
      if (goesOn) {
        return decision;
      }
    }
    return judge.review(Rounds.bestLast(history));
  }
}
