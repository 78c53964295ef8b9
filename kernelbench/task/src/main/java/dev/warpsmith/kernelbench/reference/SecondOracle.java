package dev.warpsmith.kernelbench.reference;

import java.util.List;
import java.util.Map;

/**
 * Computes an operator graph in float64 with no code of the interpreter's, so that a mistake of one
 * of the two shows.
 */
public interface SecondOracle {
  /** Returns who computes, with its version. */
  String name();

  /**
   * Computes every element of every output of each case.
   *
   * @return row-major elements by output name, in the order of the cases
   */
  List<Map<String, double[]>> evaluate(List<OracleCase> cases);
}
