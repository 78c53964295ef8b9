package dev.warpsmith.coder;

import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import java.util.function.Function;

/** What a Coder is asked for. */
public sealed interface Assignment {
  /** Returns the task to write for. */
  Task task();

  /** Write a first candidate. */
  record Draft(Task task) implements Assignment {}

  /** Correct a candidate that a gate refused. */
  record Repair(Task task, Candidate candidate, Evaluation.Failed failure, Instruction instruction)
      implements Assignment {}

  /** Make a correct candidate faster. */
  record Optimize(Task task, Candidate candidate, Instruction instruction) implements Assignment {}

  /** Applies the function of the case that this is. */
  default <T> T match(
      Function<Draft, T> draft, Function<Repair, T> repair, Function<Optimize, T> optimize) {
    if (this instanceof Draft value) {
      return draft.apply(value);
    }
    if (this instanceof Repair value) {
      return repair.apply(value);
    }
    return optimize.apply((Optimize) this);
  }
}
