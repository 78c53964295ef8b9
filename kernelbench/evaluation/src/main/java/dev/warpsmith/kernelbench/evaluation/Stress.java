package dev.warpsmith.kernelbench.evaluation;

/**
 * How the elements of floating-point inputs differ from what the task's distribution draws. A task
 * is checked under a stress only where its reference stays finite and its naive kernels are right.
 */
enum Stress {
  PLAIN("as drawn"),
  /** The plain values, but one element of each input. */
  PERTURBED("one element of each input changed"),
  SMALL("inputs times 0.001"),
  LARGE("inputs times 1000"),
  ALL_EQUAL("all elements of an input equal"),
  ONE_HOT("one element in 61 is 50, the others 0"),
  LARGE_NEGATIVE("inputs minus 10000");

  private static final long CHANGED_ONE_IN = 61;
  private static final double HOT = 50;
  private static final double SHIFT = 10_000;

  private final String text;

  Stress(String text) {
    this.text = text;
  }

  /**
   * Returns the element under this stress.
   *
   * @param drawn what the distribution draws
   * @param first what it draws for the input's first element
   * @param index of the element
   * @param perturbed index of the element to perturb
   */
  double apply(double drawn, double first, long index, long perturbed) {
    return switch (this) {
      case PLAIN -> drawn;
      case PERTURBED -> index == perturbed ? first + 0.5 * (first - drawn) + 0.25 : drawn;
      case SMALL -> drawn * 1e-3;
      case LARGE -> drawn * 1e3;
      case ALL_EQUAL -> first;
      case ONE_HOT -> Math.floorMod(index - perturbed, CHANGED_ONE_IN) == 0 ? HOT : 0;
      case LARGE_NEGATIVE -> drawn - SHIFT;
    };
  }

  /** Returns what evidence says, such as {@code inputs times 1000}. */
  @Override
  public String toString() {
    return text;
  }
}
