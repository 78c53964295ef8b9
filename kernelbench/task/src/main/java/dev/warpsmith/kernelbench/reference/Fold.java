package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import java.util.List;
import java.util.Locale;

/** An associative combination of two values, and the value that changes nothing. */
enum Fold {
  SUM(0, PointwiseFunction.ADD),
  PROD(1, PointwiseFunction.MUL),
  MAX(Double.NEGATIVE_INFINITY, PointwiseFunction.MAXIMUM),
  MIN(Double.POSITIVE_INFINITY, PointwiseFunction.MINIMUM);

  private final double neutral;
  private final PointwiseFunction combination;

  Fold(double neutral, PointwiseFunction combination) {
    this.neutral = neutral;
    this.combination = combination;
  }

  double neutral() {
    return neutral;
  }

  String combined(String a, String b, CudaScalar type) {
    String text = type.apply(combination, List.of(a, b), List.of());
    return text.substring(1, text.length() - 1);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
