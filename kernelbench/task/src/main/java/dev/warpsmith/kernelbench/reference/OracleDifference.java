package dev.warpsmith.kernelbench.reference;

import java.util.Map;

/**
 * How far two oracles are apart where they are furthest.
 *
 * @param output the output's name
 * @param index row-major, of the element
 * @param relative the difference, relative to the larger of 1 and the first value's size; infinite
 *     where only one is NaN, or they are different infinities
 */
public record OracleDifference(
    String output, int index, double first, double second, double relative) {

  /** Returns the largest difference between two oracles' results of the same case. */
  public static OracleDifference largest(
      Map<String, double[]> first, Map<String, double[]> second) {
    OracleDifference worst = new OracleDifference("", 0, 0, 0, 0);
    for (Map.Entry<String, double[]> output : first.entrySet()) {
      double[] ours = output.getValue();
      double[] theirs = second.getOrDefault(output.getKey(), new double[0]);
      if (theirs.length != ours.length) {
        throw new IllegalStateException(
            output.getKey() + " has " + ours.length + " elements, and " + theirs.length);
      }
      for (int i = 0; i < ours.length; i++) {
        double relative = relative(ours[i], theirs[i]);
        if (relative > worst.relative()) {
          worst = new OracleDifference(output.getKey(), i, ours[i], theirs[i], relative);
        }
      }
    }
    return worst;
  }

  private static double relative(double a, double b) {
    if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
      return 0;
    }
    double difference = Math.abs(a - b) / Math.max(1, Math.abs(a));
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }
}
