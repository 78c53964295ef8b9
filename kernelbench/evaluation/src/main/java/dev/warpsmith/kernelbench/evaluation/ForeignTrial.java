package dev.warpsmith.kernelbench.evaluation;

/**
 * One call of a foreign module.
 *
 * @param loaded whether it computes with the case's weights, or with those that it drew
 * @param same whether inputs come at the addresses of the call before
 */
record ForeignTrial(InputCase inputs, boolean loaded, boolean same) {
  static ForeignTrial of(InputCase inputs, boolean loaded) {
    return new ForeignTrial(inputs, loaded, false);
  }

  /** Returns where it is, as refusals say it. */
  @Override
  public String toString() {
    return inputs + (loaded ? ", weights loaded" : "") + (same ? ", inputs changed in place" : "");
  }
}
