package dev.warpsmith.kernelbench.graph;

/** What a reduction computes along its dim. */
public enum ReductionKind {
  SUM,
  MEAN,
  MAX,
  MIN,
  PROD
}
