package dev.warpsmith.coder.expert;

/**
 * How large the matrix products of a region are.
 *
 * @param rows of each product
 * @param columns of each
 * @param depth how many products of elements make one of its elements
 * @param batch how many products there are
 * @param bytes per element of an operand
 * @param gather instructions to find an element of B that does not lie in memory as a matrix
 * @param elements of all operands and results together
 */
record ProductSize(
    double rows,
    double columns,
    double depth,
    double batch,
    int bytes,
    int gather,
    double elements) {}
