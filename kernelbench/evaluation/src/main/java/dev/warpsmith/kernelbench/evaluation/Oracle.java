package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Map;

/** What a task's outputs must be. */
interface Oracle extends AutoCloseable {
  /**
   * Computes every element of every output.
   *
   * @return row-major elements by output
   */
  Map<String, double[]> evaluate(InputCase inputs);

  /**
   * Computes every element for inputs that are off by a rounding error each, see {@link
   * Conditioning}; the same as {@link #evaluate} where this reference cannot.
   */
  Map<String, double[]> evaluateNudged(InputCase inputs);

  /**
   * Makes ready for {@link #elements} at full size; false if that is too much work.
   *
   * @param full the inputs are there
   */
  boolean prepareElements(FullSizeMemory full);

  /**
   * Computes single elements of one output; call {@link #prepareElements} before.
   *
   * @param indices row-major, ascending
   */
  double[] elements(InputCase inputs, String output, long[] indices);

  /** Does the same for inputs that are off by a rounding error each, where this reference can. */
  double[] elementsNudged(InputCase inputs, String output, long[] indices);

  /** Returns which elements of an output may differ from those of {@link #evaluate}. */
  Ties ties(InputCase inputs, TensorSpec output);

  /** Returns roughly how many operations one of {@link #elements} costs. */
  double operationsPerElement(Bindings size, String output);

  @Override
  void close();
}
