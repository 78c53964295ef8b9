package dev.warpsmith.kernels;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests the word that was probably meant. */
public final class Spelling {
  private Spelling() {}

  /**
   * Returns the known word nearest to the given one, or empty if none is near: more than a third of
   * its letters would have to change. Swapped neighbours count as one change.
   */
  public static Optional<String> closest(String word, Collection<String> known) {
    int limit = Math.max(1, word.length() / 3);
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= limit)
        .min(
            Comparator.comparingInt((String candidate) -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Returns {@code ; did you mean 'x'?} for the closest known word, or empty text. */
  public static String hint(String word, Collection<String> known) {
    return closest(word, known).map(found -> "; did you mean '" + found + "'?").orElse("");
  }

  /** Returns the optimal string alignment distance, ignoring case. */
  static int distance(String left, String right) {
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= right.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      for (int j = 1; j <= right.length(); j++) {
        int change = same(left, i, right, j) ? 0 : 1;
        int best = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
        best = Math.min(best, cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1 && j > 1 && same(left, i, right, j - 1) && same(left, i - 1, right, j);
        cost[i][j] = swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
      }
    }
    return cost[left.length()][right.length()];
  }

  private static boolean same(String left, int i, String right, int j) {
    return Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
  }
}
