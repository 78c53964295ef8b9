package dev.warpsmith.coder.expert;

/**
 * How large the matrix products of a region are.
 *
 * @param rows of each product
 * @param columns of each
 * @param depth how many products of elements make one of its elements
 * @param batch how many products there are
 * @param bytes per element of an operand
 * @param gather what it takes to find the elements of B that do not lie in memory as a matrix
 * @param elements of all operands and results together
 */
record ProductSize(
    double rows,
    double columns,
    double depth,
    double batch,
    int bytes,
    Gather gather,
    double elements) {
  /**
   * Instructions to gather a convolution's inputs, and to store its outputs.
   *
   * @param clocks for each element of B
   * @param once for each depth, by the whole block
   * @param apart distance of what neighbouring lanes read, in elements, up to 8
   * @param stored for each element of the result that lies apart from its neighbours
   */
  record Gather(int clocks, int once, int apart, int stored) {
    static final Gather NONE = new Gather(0, 0, 1, 0);

    boolean gathers() {
      return clocks > 0;
    }
  }
}
