package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.TaskInput;
import java.nio.ByteBuffer;

/**
 * The elements of a task's inputs in one case. Each is a pure function of its input and index, so
 * that the reference can ask for single ones. Safe for concurrent use.
 */
interface InputValues {
  /** Fills the target with consecutive elements, as a device holds them. */
  void fill(TaskInput input, long first, ByteBuffer target);

  /** Returns one element, rounded to the input's type. */
  double value(TaskInput input, long index);
}
