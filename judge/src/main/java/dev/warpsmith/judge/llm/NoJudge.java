package dev.warpsmith.judge.llm;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Passes the evidence on without an opinion: the Coder refines its own work (the paper's
 * self-refinement, for comparison).
 */
public final class NoJudge implements Judge {
  private final List<String> shown;

  /**
   * Makes a Judge that says nothing.
   *
   * @param shown the metrics that are passed on; all if there are none
   */
  public NoJudge(List<String> shown) {
    this.shown = List.copyOf(shown);
  }

  @Override
  public String id() {
    return "none";
  }

  @Override
  public Decision review(List<Round> history) {
    return review(history.get(history.size() - 1), List.of());
  }

  @Override
  public Decision review(List<Round> history, Focus focus) {
    return review(focus.from(), focus.notes());
  }

  private Decision review(Round last, List<String> notes) {
    return new Decision.Continue(
        last.evaluation()
            .match(
                failed ->
                    new Assignment.Repair(
                        last.assignment().task(),
                        last.candidate(),
                        failed,
                        instruction("nobody said: find it", "Put it right.", List.of(), true)),
                passed ->
                    new Assignment.Optimize(
                        last.assignment().task(),
                        last.candidate(),
                        instruction(
                            "nobody said: find it in the metrics",
                            "Remove the bottleneck." + tried(notes),
                            RoundText.metrics(passed.timing(), shown).entrySet().stream()
                                .map(entry -> entry.getKey() + " = " + entry.getValue())
                                .toList(),
                            false))));
  }

  private static String tried(List<String> notes) {
    return notes.isEmpty() ? "" : " Tried so far: " + String.join("; ", notes) + ".";
  }

  private static Instruction instruction(
      String bottleneck, String remedy, List<String> metrics, boolean refused) {
    return new Instruction(
        bottleneck,
        remedy,
        "",
        metrics,
        OptionalDouble.empty(),
        refused ? Instruction.Basis.REFUSAL : Instruction.Basis.PROFILE);
  }
}
