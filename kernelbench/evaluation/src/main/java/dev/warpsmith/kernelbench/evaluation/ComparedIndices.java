package dev.warpsmith.kernelbench.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** Which elements of an output were compared, and which of those are wrong. */
final class ComparedIndices {
  private static final int MOST_SINGLE = 1 << 20;

  private final List<Run> runs = new ArrayList<>();
  private final BitSet wrongSingles = new BitSet();
  private long[] singles = new long[0];
  private int singleCount;
  private long wrong;

  /**
   * Consecutive elements.
   *
   * @param wrong a bit for each; empty if none is wrong
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Run(long first, int count, long[] wrong) {}

  /** Adds consecutive elements, after those added before. */
  void add(Run run) {
    runs.add(run);
    for (long word : run.wrong()) {
      wrong += Long.bitCount(word);
    }
  }

  /** Adds an element, after those added before. Of millions, only the first are kept. */
  void add(long index, boolean isWrong) {
    if (singleCount == MOST_SINGLE) {
      return;
    }
    if (singleCount == singles.length) {
      singles = Arrays.copyOf(singles, Math.max(64, 2 * singleCount));
    }
    if (isWrong) {
      wrongSingles.set(singleCount);
      wrong++;
    }
    singles[singleCount++] = index;
  }

  /** Returns the number of wrong elements that are kept. */
  long wrong() {
    return wrong;
  }

  /** Returns the number of elements that are kept. */
  long compared() {
    return singleCount + runs.stream().mapToLong(Run::count).sum();
  }

  /** Visits about as many wrong elements as asked for, evenly spread: all if there are no more. */
  void eachWrong(long atMost, LongConsumer visit) {
    long step = Math.max(1, (wrong + atMost - 1) / atMost);
    long number = 0;
    for (Run run : runs) {
      for (int word = 0; word < run.wrong().length; word++) {
        for (long bits = run.wrong()[word]; bits != 0; bits &= bits - 1) {
          if (number++ % step == 0) {
            visit.accept(run.first() + 64L * word + Long.numberOfTrailingZeros(bits));
          }
        }
      }
    }
    for (int i = wrongSingles.nextSetBit(0); i >= 0; i = wrongSingles.nextSetBit(i + 1)) {
      if (number++ % step == 0) {
        visit.accept(singles[i]);
      }
    }
  }

  /** Visits the elements that were compared one by one. */
  void eachSingle(LongConsumer visit) {
    Arrays.stream(singles, 0, singleCount).forEach(visit);
  }

  /** Tells whether elements were compared one by one only, as those of a sample are. */
  boolean sampled() {
    return runs.isEmpty();
  }

  /** Counts the compared elements of a part of the output. */
  long comparedWhere(LongPredicate part) {
    long found = 0;
    for (Run run : runs) {
      for (int i = 0; i < run.count(); i++) {
        found += part.test(run.first() + i) ? 1 : 0;
      }
    }
    for (int i = 0; i < singleCount; i++) {
      found += part.test(singles[i]) ? 1 : 0;
    }
    return found;
  }
}
