package dev.warpsmith.kernels.emulator.tensor;

/**
 * The operands of one matrix instruction as bits, one element per entry.
 *
 * <p>A, C and D lie row by row, B column by column. One instance serves one host thread and is
 * reused from instruction to instruction, so that none allocates.
 */
public final class Matrices {
  /** The most elements of an operand: A of the 16×64 shapes and of their sparse forms. */
  private static final int MOST = 2048;

  /** Multiplicand A. */
  public final long[] a = new long[MOST];

  /** Multiplicand B, column by column. */
  public final long[] b = new long[MOST];

  /** The accumulator that is added. */
  public final long[] c = new long[MOST];

  /** The result. */
  public final long[] d = new long[MOST];

  /** One register of all lanes. */
  public final long[] lanes = new long[FragmentLayout.LANES];

  /** One virtual address of all lanes. */
  public final long[] addresses = new long[FragmentLayout.LANES];

  /** One host address of all lanes. */
  public final long[] hosts = new long[FragmentLayout.LANES];

  /** Values and exponents of the elements of A and B. */
  final double[] valuesA = new double[MOST];

  final double[] valuesB = new double[MOST];
  final int[] exponentsA = new int[MOST];
  final int[] exponentsB = new int[MOST];

  /** The largest exponent of each block of A and B, where the block's first element stands. */
  final int[] largestA = new int[MOST];

  final int[] largestB = new int[MOST];

  /** Accumulators in single precision. */
  final float[] sums = new float[MOST];

  /** Makes room for the largest operands. */
  public Matrices() {}
}
