package dev.warpsmith.kernelbench.graph;

import java.util.Locale;

/** Which elements are normalised together. */
public enum NormalizationKind {
  /** Those of a channel, of all samples: batch statistics, as modules in training mode use. */
  BATCH,
  /** Those of a channel of one sample. */
  INSTANCE,
  /** Those of a group of channels of one sample. */
  GROUP,
  /** Those along the last dims. */
  LAYER,
  /** Those along the last dims, divided by the root of their mean square, no mean subtracted. */
  RMS;

  /** Returns the name in the textual form, such as {@code batch_norm}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT) + "_norm";
  }

  /** Tells whether the last dims are normalised together, not channels. */
  public boolean trailing() {
    return this == LAYER || this == RMS;
  }
}
