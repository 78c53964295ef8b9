package dev.warpsmith.kernelbench.validation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;

/**
 * One measured time.
 *
 * @param kernel the task whose kernels were measured
 * @param family what kind of kernel it is, such as {@code reduction}
 * @param size a value for every dim of the task
 * @param micros the mean time of a launch in microseconds
 * @param deviation the standard deviation in microseconds; 0 if it was not published
 */
public record MeasuredRow(
    Task kernel, String family, Bindings size, double micros, double deviation) {

  /** Returns {@code vector_add n = 262144}. */
  @Override
  public String toString() {
    return kernel.name() + " " + size;
  }
}
