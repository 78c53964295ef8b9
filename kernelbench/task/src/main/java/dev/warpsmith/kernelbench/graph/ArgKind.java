package dev.warpsmith.kernelbench.graph;

import java.util.Locale;

/** Which element's index is searched for along a dim. */
public enum ArgKind {
  ARGMAX,
  ARGMIN;

  /** Returns the name in the textual form, such as {@code argmax}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Tells whether an element is found in place of an earlier one. The first of equals stays, and a
   * NaN wins over every number, as in PyTorch.
   */
  public boolean replaces(double later, double earlier) {
    if (Double.isNaN(earlier)) {
      return false;
    }
    return Double.isNaN(later) || (this == ARGMAX ? later > earlier : later < earlier);
  }
}
