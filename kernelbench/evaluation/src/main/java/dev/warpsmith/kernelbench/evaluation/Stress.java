package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernels.Bindings;
import java.util.Optional;

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
  LARGE_NEGATIVE("inputs minus 10000"),
  /** Other values than the task's distribution gives: what holds for those only fails here. */
  REDRAWN("inputs redrawn from other distributions"),
  NOT_A_NUMBER("one element of each input NaN"),
  INFINITE("one element of each input inf"),
  NEGATIVE_INFINITE("one element of each input -inf");

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
      case PLAIN, REDRAWN -> drawn;
      case PERTURBED -> index == perturbed ? first + 0.5 * (first - drawn) + 0.25 : drawn;
      case SMALL -> drawn * 1e-3;
      case LARGE -> drawn * 1e3;
      case ALL_EQUAL -> first;
      case ONE_HOT -> Math.floorMod(index - perturbed, CHANGED_ONE_IN) == 0 ? HOT : 0;
      case LARGE_NEGATIVE -> drawn - SHIFT;
      case NOT_A_NUMBER -> index == perturbed ? Double.NaN : drawn;
      case INFINITE -> index == perturbed ? Double.POSITIVE_INFINITY : drawn;
      case NEGATIVE_INFINITE -> index == perturbed ? Double.NEGATIVE_INFINITY : drawn;
    };
  }

  /** Tells whether all inputs differ from what the task's distribution draws. */
  boolean changesAll() {
    return this != PLAIN && this != PERTURBED;
  }

  /** Returns what a result that is wrong under this stress only points to; empty if nothing. */
  Optional<String> hint() {
    return switch (this) {
      case PLAIN -> Optional.empty();
      case PERTURBED -> Optional.of("an element that is never read, or a result kept from before");
      case SMALL -> Optional.of("an epsilon or threshold that dominates small values, underflow");
      case LARGE -> Optional.of("overflow of exp or of a 16-bit type, a maximum not subtracted");
      case ALL_EQUAL -> Optional.of("ties, a variance of 0, E[x²] - E[x]² that cancels");
      case ONE_HOT -> Optional.of("elements that are skipped: here a few carry all the weight");
      case LARGE_NEGATIVE ->
          Optional.of("a maximum that starts at 0 instead of -inf, E[x²] - E[x]² that cancels");
      case REDRAWN ->
          Optional.of("something assumed of the inputs, such as a weight of 1 or a bias of 0");
      case NOT_A_NUMBER ->
          Optional.of("fmaxf, fminf and comparisons drop NaN; here the reference keeps it");
      case INFINITE, NEGATIVE_INFINITE ->
          Optional.of(
              "inf - inf and 0 · inf are NaN: does the kernel form them where the reference"
                  + " does not, or avoid them where it does?");
    };
  }

  /** Tells whether inputs hold NaN or infinities, so that the reference may. */
  boolean special() {
    return this == NOT_A_NUMBER || infinite();
  }

  /** Tells whether inputs hold infinities. */
  boolean infinite() {
    return this == INFINITE || this == NEGATIVE_INFINITE;
  }

  /** Returns the distribution that an input is drawn from under this stress, its numbers known. */
  Distribution distribution(Distribution given) {
    if (this != REDRAWN) {
      return given;
    }
    double first = given.first().at(Bindings.none());
    double second = given.second().at(Bindings.none());
    return redrawn(given.kind(), given, first, second).with(given.structures());
  }

  private static Distribution redrawn(
      Distribution.Kind kind, Distribution given, double first, double second) {
    return switch (kind) {
      case CONSTANT -> around(first);
      case UNIFORM -> first == second ? around(first) : stretched(first, second);
      case NORMAL -> Distribution.normal(first + second, second == 0 ? 1 : 2 * second);
      case INTEGERS, EITHER -> given;
    };
  }

  private static Distribution around(double value) {
    double half = Math.abs(value) / 2;
    return value == 0
        ? Distribution.normal(0, 1)
        : Distribution.uniform(value - half, value + half);
  }

  /** Returns a wider range, which has numbers of a sign only where the given one does. */
  private static Distribution stretched(double low, double high) {
    return Distribution.uniform(low < 0 ? 2 * low : low / 2, high > 0 ? 2 * high : high / 2);
  }

  /** Returns what evidence says, such as {@code inputs times 1000}. */
  @Override
  public String toString() {
    return text;
  }
}
