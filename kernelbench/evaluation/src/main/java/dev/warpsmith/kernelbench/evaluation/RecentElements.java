package dev.warpsmith.kernelbench.evaluation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Keeps the reference's answers to the last small demands: where an output is a few sums over
 * everything, each candidate of a run demands the same elements, and each costs seconds.
 */
final class RecentElements {
  private static final int MOST_DEMANDS = 4;
  private static final int MOST_ELEMENTS = 1 << 16;

  private final Deque<Answer> answers = new ArrayDeque<>();

  /** What was demanded, and the answer. */
  private static final class Answer {
    private final InputCase inputs;
    private final String output;
    private final long[] indices;
    private final double[] elements;

    Answer(InputCase inputs, String output, long[] indices, double[] elements) {
      this.inputs = inputs;
      this.output = output;
      this.indices = indices.clone();
      this.elements = elements.clone();
    }

    boolean isOf(InputCase otherInputs, String otherOutput, long[] otherIndices) {
      return inputs.equals(otherInputs)
          && output.equals(otherOutput)
          && Arrays.equals(indices, otherIndices);
    }
  }

  /** Returns the answer if it is known, else computes it. */
  double[] of(InputCase inputs, String output, long[] indices, Supplier<double[]> computation) {
    for (Answer answer : answers) {
      if (answer.isOf(inputs, output, indices)) {
        return answer.elements.clone();
      }
    }
    double[] elements = computation.get();
    if (indices.length <= MOST_ELEMENTS) {
      if (answers.size() == MOST_DEMANDS) {
        answers.removeFirst();
      }
      answers.addLast(new Answer(inputs, output, indices, elements));
    }
    return elements;
  }
}
