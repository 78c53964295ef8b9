package dev.warpsmith.kernelbench.evaluation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far off the wrong elements of an output are, and what they hold instead of what is right.
 *
 * <p>Of any number of them it keeps counts, extremes and a histogram of the binary exponents of
 * their differences, so that parts can be {@link #merge merged}.
 */
final class WrongValues {
  private static final int LOWEST = Double.MIN_EXPONENT - 1;
  private static final int EXPONENTS = Double.MAX_EXPONENT - LOWEST + 1;
  private static final double ALIKE = 1e-3;

  private long count;
  private long unwritten;
  private long zeros;
  private long notNumbers;
  private long notFinite;
  private long lostSpecial;
  private @Nullable Element first;
  private @Nullable Element worst;
  private double leastRatio = Double.POSITIVE_INFINITY;
  private double greatestRatio = Double.NEGATIVE_INFINITY;
  private double leastDifference = Double.POSITIVE_INFINITY;
  private double greatestDifference = Double.NEGATIVE_INFINITY;
  private int[] exponents = new int[0];

  /**
   * One wrong element.
   *
   * @param index row-major
   * @param unwritten whether it still has the bits that it had before the launch
   */
  record Element(long index, double expected, double got, boolean unwritten) {
    double difference() {
      return Math.abs(got - expected);
    }
  }

  /** Adds a wrong element; the first one added has the lowest index. See {@link Element}. */
  void add(long index, double expected, double got, boolean isUnwritten) {
    count++;
    unwritten += isUnwritten ? 1 : 0;
    zeros += got == 0 ? 1 : 0;
    notNumbers += Double.isNaN(got) ? 1 : 0;
    lostSpecial += Math.abs(expected) <= Double.MAX_VALUE ? 0 : 1;
    first = first == null ? new Element(index, expected, got, isUnwritten) : first;
    double difference = Math.abs(got - expected);
    if (!(difference <= Double.MAX_VALUE)) {
      notFinite++;
      return;
    }
    if (worst == null || difference > worst.difference()) {
      worst = new Element(index, expected, got, isUnwritten);
    }
    double ratio = got / expected;
    leastRatio = Math.min(leastRatio, ratio);
    greatestRatio = Math.max(greatestRatio, ratio);
    leastDifference = Math.min(leastDifference, got - expected);
    greatestDifference = Math.max(greatestDifference, got - expected);
    exponents = exponents.length == 0 ? new int[EXPONENTS] : exponents;
    exponents[Math.getExponent(difference) - LOWEST]++;
  }

  /**
   * Adds consecutive wrong elements that are finite and were written, as {@link #add} adds each.
   *
   * @param index of the first element of the arrays
   * @param begin the first in the arrays to add
   * @param end the first not to add
   */
  void addRun(long index, double[] expected, double[] got, int begin, int end) {
    if (begin == end) {
      return;
    }
    exponents = exponents.length == 0 ? new int[EXPONENTS] : exponents;
    count += end - begin;
    first = first == null ? element(index, expected, got, begin) : first;
    double most = worst == null ? -1 : worst.difference();
    int furthest = -1;
    double least = leastRatio;
    double greatest = greatestRatio;
    double lowest = leastDifference;
    double highest = greatestDifference;
    int zero = 0;
    for (int i = begin; i < end; i++) {
      double off = got[i] - expected[i];
      double difference = Math.abs(off);
      double ratio = got[i] / expected[i];
      zero += got[i] == 0 ? 1 : 0;
      if (difference > most) {
        most = difference;
        furthest = i;
      }
      least = ratio < least ? ratio : least;
      greatest = ratio > greatest ? ratio : greatest;
      lowest = off < lowest ? off : lowest;
      highest = off > highest ? off : highest;
      exponents[Math.getExponent(difference) - LOWEST]++;
    }
    zeros += zero;
    leastRatio = least;
    greatestRatio = greatest;
    leastDifference = lowest;
    greatestDifference = highest;
    worst = furthest < 0 ? worst : element(index, expected, got, furthest);
  }

  private static Element element(long index, double[] expected, double[] got, int i) {
    return new Element(index + i, expected[i], got[i], false);
  }

  /** Adds what another found at higher indices. */
  void merge(WrongValues other) {
    count += other.count;
    unwritten += other.unwritten;
    zeros += other.zeros;
    notNumbers += other.notNumbers;
    notFinite += other.notFinite;
    lostSpecial += other.lostSpecial;
    first = first == null ? other.first : first;
    if (other.worst != null && (worst == null || other.worst.difference() > worst.difference())) {
      worst = other.worst;
    }
    leastRatio = Math.min(leastRatio, other.leastRatio);
    greatestRatio = Math.max(greatestRatio, other.greatestRatio);
    leastDifference = Math.min(leastDifference, other.leastDifference);
    greatestDifference = Math.max(greatestDifference, other.greatestDifference);
    if (other.exponents.length > 0) {
      exponents = exponents.length == 0 ? new int[EXPONENTS] : exponents;
      for (int i = 0; i < EXPONENTS; i++) {
        exponents[i] += other.exponents[i];
      }
    }
  }

  long count() {
    return count;
  }

  /** Returns how many still have the bits that they had before the launch. */
  long unwritten() {
    return unwritten;
  }

  /** Returns the one with the lowest index. */
  Optional<Element> first() {
    return Optional.ofNullable(first);
  }

  /** Returns the one that is furthest off, of those whose difference is finite. */
  Optional<Element> worst() {
    return Optional.ofNullable(worst);
  }

  /** Returns how many have a difference that is NaN or infinite. */
  long notFinite() {
    return notFinite;
  }

  /**
   * Returns a power of two that a part of the finite differences do not exceed.
   *
   * @param part above 0, at most 1
   */
  double quantile(double part) {
    long finite = count - notFinite;
    long below = 0;
    for (int i = 0; i < exponents.length; i++) {
      below += exponents[i];
      if (below > 0 && below >= part * finite) {
        return Math.scalb(1.0, Math.min(i + LOWEST + 1, Double.MAX_EXPONENT));
      }
    }
    return 0;
  }

  boolean allUnwritten() {
    return unwritten == count;
  }

  /** Tells whether the right values of all are NaN or infinite. */
  boolean allShouldBeSpecial() {
    return lostSpecial == count;
  }

  boolean allZero() {
    return zeros == count && count > 1;
  }

  boolean allNotNumbers() {
    return notNumbers == count;
  }

  /** Returns the quotient of got and expected, if it is the same for all, and they are several. */
  Optional<Double> factor() {
    boolean alike =
        notFinite == 0
            && count > 1
            && Math.abs(greatestRatio - leastRatio) <= ALIKE * Math.abs(greatestRatio)
            && Math.abs(greatestRatio - 1) > ALIKE
            && greatestRatio != 0;
    return alike ? Optional.of((leastRatio + greatestRatio) / 2) : Optional.empty();
  }

  /** Returns got less expected, if it is the same for all, and they are several. */
  Optional<Double> offset() {
    double size = Math.max(Math.abs(leastDifference), Math.abs(greatestDifference));
    boolean alike =
        notFinite == 0 && count > 1 && greatestDifference - leastDifference <= ALIKE * size;
    return alike ? Optional.of((leastDifference + greatestDifference) / 2) : Optional.empty();
  }
}
