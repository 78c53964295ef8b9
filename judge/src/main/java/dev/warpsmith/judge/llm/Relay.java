package dev.warpsmith.judge.llm;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernels.Candidate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
    if (handed(history)) {
      return judge.review(history);
    }
    return byExpert(history, () -> expertJudge.review(history))
        .orElseGet(() -> judge.review(Rounds.bestLast(history)));
  }

  @Override
  public Decision review(List<Round> history, Focus focus) {
    Optional<Decision> first =
        handed(history)
            ? Optional.empty()
            : byExpert(history, () -> expertJudge.review(history, focus));
    return first.orElseGet(() -> judge.review(history, focus));
  }

  private boolean handed(List<Round> history) {
    return history.stream().anyMatch(round -> !byExpert(round.assignment()));
  }

  /** Returns the expert's decision while it is the expert's turn and it knows how to go on. */
  private Optional<Decision> byExpert(List<Round> history, Supplier<Decision> ask) {
    if (history.size() >= most) {
      return Optional.empty();
    }
    synchronized (expertJudge) { // it knows estimates that several turns would ask for
      return Optional.of(ask.get())
          .filter(it -> it.match(next -> byExpert(next.assignment()), stop -> false));
    }
  }
}
